package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"regexp"
	"strings"
)

// node is one of a device tree.
type node struct {
	path   string
	parent *node
	values map[string][]byte
}

// What a flattened tree consists of: Devicetree Specification, chapter 5.
const (
	magic     = 0xd00dfeed
	beginNode = 1
	endNode   = 2
	property  = 3
	noThing   = 4
	end       = 9
	header    = 40 // bytes, of which the third word says where the nodes are, the fourth where the names
)

var errTree = errors.New("no device tree, or a broken one")

// parse reads a tree: its nodes, parents first.
func parse(blob []byte) (nodes []*node, err error) {
	order := binary.BigEndian
	if len(blob) < header || order.Uint32(blob) != magic || int64(order.Uint32(blob[8:])) > int64(len(blob)) ||
		int64(order.Uint32(blob[12:])) > int64(len(blob)) {
		return nil, errTree
	}
	rest, words := blob[order.Uint32(blob[8:]):], blob[order.Uint32(blob[12:]):]
	take := func(n int) []byte { // and what fills the last word
		full := (n + 3) &^ 3
		if n < 0 || full > len(rest) {
			err = errTree
			return make([]byte, min(max(n, 4), header))
		}
		taken := rest[:n]
		rest = rest[full:]
		return taken
	}
	var at *node
	for err == nil {
		switch order.Uint32(take(4)) {
		case beginNode:
			name, _, _ := bytes.Cut(rest, []byte{0})
			take(len(name) + 1)
			at = &node{path: "/", parent: at, values: map[string][]byte{}}
			if at.parent != nil {
				at.path = strings.TrimSuffix(at.parent.path, "/") + "/" + string(name)
			}
			nodes = append(nodes, at)
		case endNode:
			if at == nil {
				return nil, errTree
			}
			at = at.parent
		case property:
			size, name := order.Uint32(take(4)), order.Uint32(take(4))
			if at == nil || int64(name) > int64(len(words)) || int64(size) > int64(len(rest)) {
				return nil, errTree
			}
			word, _, _ := bytes.Cut(words[name:], []byte{0})
			at.values[string(word)] = take(int(size))
		case noThing:
		case end:
			return nodes, err
		default:
			return nil, errTree
		}
	}
	return nil, err
}

// compatible is what the node says that it is, most exactly first.
func (n *node) compatible() []string {
	return strings.FieldsFunc(string(n.values["compatible"]), func(r rune) bool { return r == 0 })
}

// on is whether the node and all that it is in are switched on.
func (n *node) on() bool {
	for ; n != nil; n = n.parent {
		if status := strings.TrimRight(string(n.values["status"]), "\x00"); status != "" && status != "okay" && status != "ok" {
			return false
		}
	}
	return true
}

// cells are the numbers of a property.
func (n *node) cells(name string) []uint32 {
	value := n.values[name]
	numbers := make([]uint32, 0, len(value)/4)
	for ; len(value) >= 4; value = value[4:] {
		numbers = append(numbers, binary.BigEndian.Uint32(value))
	}
	return numbers
}

// Properties that refer to other nodes, and how these say how many numbers follow.
var referring = []struct {
	name  *regexp.Regexp
	count string
}{
	{regexp.MustCompile(`^(.*-supply|pinctrl-[0-9]+|mmc-pwrseq|ddc|interrupt-parent|firmware|brcm,firmware)$`), ""},
	{regexp.MustCompile(`^clocks$`), "#clock-cells"},
	{regexp.MustCompile(`^resets$`), "#reset-cells"},
	{regexp.MustCompile(`^power-domains$`), "#power-domain-cells"},
	{regexp.MustCompile(`^dmas$`), "#dma-cells"},
	{regexp.MustCompile(`^mboxes$`), "#mbox-cells"},
	{regexp.MustCompile(`^phys$`), "#phy-cells"},
	{regexp.MustCompile(`^(.*-)?gpios?$`), "#gpio-cells"},
	{regexp.MustCompile(`^interrupts-extended$`), "#interrupt-cells"},
}

// references are the nodes that this one names.
func (n *node) references(handles map[uint32]*node) (found []*node) {
	for name := range n.values {
		for _, r := range referring {
			if !r.name.MatchString(name) {
				continue
			}
			for cells := n.cells(name); len(cells) > 0; {
				to := handles[cells[0]]
				cells = cells[1:]
				if to == nil {
					continue
				}
				found = append(found, to)
				if count := to.cells(r.count); len(count) == 1 {
					cells = cells[min(int(count[0]), len(cells)):]
				}
			}
		}
	}
	return found
}
