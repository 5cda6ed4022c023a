// Package bundletest makes files that look like RAUC bundles to whoever does not
// verify their signature: the manifest in a CMS structure without a signer.
package bundletest

import (
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"slices"
)

// Make returns a bundle of the format "verity" with a body of size bytes.
func Make(version, compatible string, size int) []byte {
	return MakeOf(fmt.Sprintf("[update]\ncompatible=%s\nversion=%s\n\n[bundle]\nformat=verity\n", compatible, version), size)
}

// MakeOf returns a bundle with a manifest; an empty one is left out, as that of a
// plain bundle.
func MakeOf(manifest string, size int) []byte {
	body := make([]byte, size)
	for i := range body {
		body[i] = byte(i * 7)
	}
	signed := cms(manifest)
	return binary.BigEndian.AppendUint64(slices.Concat([]byte("hsqs"), body, signed), uint64(len(signed)))
}

// cms is signed data (RFC 5652, 5.1) with a content, and without signers.
func cms(content string) []byte {
	oid := func(last int) []byte { return marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, last}) }
	explicit := func(b []byte) []byte {
		return marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: b})
	}
	sequence := func(parts ...[]byte) []byte {
		return marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: slices.Concat(parts...)})
	}
	set := marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true})
	inner := [][]byte{oid(1)}
	if content != "" {
		inner = append(inner, explicit(marshal([]byte(content))))
	}
	return sequence(oid(2), explicit(sequence(marshal(1), set, sequence(inner...), set)))
}

// marshal writes a value that can be written.
func marshal(v any) []byte {
	der, err := asn1.Marshal(v)
	if err != nil {
		panic(err) // of a programmer
	}
	return der
}
