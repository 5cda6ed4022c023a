package booking

import "slices"

// deskSet is a set of posts, by index. Places with more desks are only slower to
// say that nothing is free.
type deskSet [4]uint64

const mostDesks = 4 * 64

func (s *deskSet) add(d int) { s[d/64] |= 1 << (d % 64) }

func (s *deskSet) has(d int) bool { return s[d/64]>>(d%64)&1 == 1 }

func (s *deskSet) union(o deskSet) deskSet {
	var out deskSet
	for i := range out {
		out[i] = s[i] | o[i]
	}
	return out
}

// mostGroups bounds how many groups are looked at.
const mostGroups = 32

// group is a set of posts and the visits that can go nowhere else. It proves
// quickly that a full time is full.
type group struct {
	takes []bool  // by matter: whether all its posts are in the group
	free  []int16 // by unit: posts that work then, less such visits then
	posts int
	alike *post   // whose windows all posts of the group have; nil: they differ
	parts [][]int // by window of alike, then by units: how many visits have so large a part there
}

// layGroups makes the groups: the posts of each service, and their unions.
func (p *Plan) layGroups(units int, visits []Visit) {
	if len(p.posts) > mostDesks {
		return
	}
	sets := make([]deskSet, len(p.matters)) // by matter
	var family []deskSet
	for m := range p.matters {
		for _, d := range p.matters[m].posts {
			sets[m].add(d)
		}
		for _, known := range slices.Clone(family) {
			family = include(family, known.union(sets[m]))
		}
		family = include(family, sets[m])
	}
	longest := 0
	for _, v := range visits {
		longest = max(longest, v.Minutes)
	}
	for _, m := range p.matters {
		longest = max(longest, m.minutes)
	}
	largest := min(cells(longest, p.grid)*p.grid/p.unit, units)
	for _, set := range family {
		g := group{takes: make([]bool, len(p.matters)), free: make([]int16, units)}
		for m := range sets {
			g.takes[m] = len(p.matters[m].posts) > 0 && set.union(sets[m]) == set
		}
		p.layGroup(&g, set, largest)
		p.groups = append(p.groups, g)
	}
}

// include adds a set that is not there yet, while there is room for it.
func include(family []deskSet, set deskSet) []deskSet {
	if set == (deskSet{}) || len(family) == mostGroups {
		return family
	}
	if slices.Contains(family, set) {
		return family
	}
	return append(family, set)
}

func (p *Plan) layGroup(g *group, set deskSet, largest int) {
	alike := true
	for d := range p.posts {
		if !set.has(d) {
			continue
		}
		at := &p.posts[d]
		g.posts++
		if g.alike == nil {
			g.alike = at
		}
		for u, w := range at.window {
			if w != nowhere {
				g.free[u]++
			}
			alike = alike && w == g.alike.window[u]
		}
		for w, room := range at.room {
			alike = alike && w < len(g.alike.room) && room == g.alike.room[w]
		}
	}
	if !alike {
		g.alike = nil
		return
	}
	g.parts = make([][]int, len(g.alike.room))
	for w := range g.parts {
		g.parts[w] = make([]int, largest+1)
	}
}

// count adds a stay to its groups, or removes it with n = -1.
func (p *Plan) count(s *stay, n int) {
	for i := range p.groups {
		g := &p.groups[i]
		if !g.takes[s.matter] {
			continue
		}
		for u := s.from; u < s.to; u++ {
			g.free[u] -= int16(n) //nolint:gosec // 1 or -1
		}
		if g.alike == nil {
			continue
		}
		for u := s.from; u < s.to; {
			w := g.alike.window[u]
			end := min(g.alike.ends[w], s.to)
			g.parts[w][end-u] += n
			u = end
		}
	}
}

// conceivable says whether nothing obvious speaks against one more stay: in
// every group that it is bound to there is a free post at each moment, and the parts of
// the visits in each window, whenever they are, can be packed into the share.
func (p *Plan) conceivable(s *stay) bool {
	for i := range p.groups {
		g := &p.groups[i]
		if !g.takes[s.matter] {
			continue
		}
		for u := s.from; u < s.to; u++ {
			if g.free[u] <= 0 {
				return false
			}
		}
		if g.alike != nil && !g.packs(s) {
			return false
		}
	}
	return true
}

func (g *group) packs(s *stay) bool {
	for u := s.from; u < s.to; {
		w := g.alike.window[u]
		end := min(g.alike.ends[w], s.to)
		k := packing{parts: g.parts[w], room: g.alike.room[w], steps: 200}
		k.parts[end-u]++
		for size, n := range k.parts {
			k.left += size * n
		}
		ok := k.fill(g.posts, 0, 0)
		k.parts[end-u]--
		if !ok {
			return false
		}
		u = end
	}
	return true
}

// packing asks whether parts fit into bins of one size.
type packing struct {
	parts []int // by size: how many
	left  int   // sum of their sizes
	room  int   // of a bin
	steps int   // that it may take; then it says yes
}

// fill goes on with a bin that has space left for parts of at most a size, while
// so many others are empty. A new bin begins with the largest part.
func (k *packing) fill(bins, space, atMost int) bool {
	if k.left == 0 {
		return true
	}
	if k.steps--; k.steps < 0 {
		return true
	}
	if k.left > space+bins*k.room {
		return false
	}
	for size := min(space, atMost); size > 0; size-- {
		if k.parts[size] > 0 && k.put(size, bins, space) {
			return true
		}
	}
	if bins == 0 {
		return false
	}
	for size := len(k.parts) - 1; size > 0; size-- {
		if k.parts[size] > 0 {
			return size <= k.room && k.put(size, bins-1, k.room)
		}
	}
	return true
}

// put puts a part into a bin with space for it and goes on.
func (k *packing) put(size, bins, space int) bool {
	k.parts[size]--
	k.left -= size
	ok := k.fill(bins, space-size, size)
	k.parts[size]++
	k.left += size
	return ok
}
