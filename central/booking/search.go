package booking

import "slices"

// effort is the most steps of one search: desks tried and visits pushed aside.
// Only a search that ends by it may refuse a visit that had a place. Beside an exact
// search that did not happen on full days at Koszalin's desks, nor at any five desks
// that each take half of the services at random, and in 1 of 400 refusals at seven.
const effort = 2000

// search is what a search for a place keeps in mind.
type search struct {
	pending []int // stays that look for a post, the next one last
	steps   int   // that are left
	aside   int   // visits that are pushed aside at the moment
	most    int   // of them at a time
	cut     bool  // whether more of them could have helped
	before  []int // posts of the stays, to be restored
}

// enter adds a visit, at the post that it wishes if that is free, and says
// whether it found a place. If it did not, nothing has changed.
func (p *Plan) enter(s stay, wish int) bool {
	if wish != nowhere && p.enterAt(s, wish) {
		return true
	}
	for _, d := range p.matters[s.matter].posts {
		if p.enterAt(s, d) {
			return true
		}
	}
	if !p.conceivable(&s) {
		return false
	}
	p.stays = append(p.stays, s)
	i := len(p.stays) - 1
	if !p.rearrange(i) {
		p.stays = p.stays[:i]
		return false
	}
	p.count(&p.stays[i], 1)
	return true
}

// enterAt adds a visit at a post, if it takes it and has room.
func (p *Plan) enterAt(s stay, d int) bool {
	if d == nowhere || !slices.Contains(p.posts[d].takes, s.matter) || !p.fits(&s, d) {
		return false
	}
	p.stays = append(p.stays, s)
	i := len(p.stays) - 1
	p.put(i, d)
	p.count(&p.stays[i], 1)
	return true
}

// leave removes a stay; the last one gets its index.
func (p *Plan) leave(i int) {
	p.lift(i)
	p.count(&p.stays[i], -1)
	last := len(p.stays) - 1
	if i != last {
		d := p.stays[last].post
		p.lift(last)
		p.stays[i] = p.stays[last]
		p.put(i, d)
	}
	p.stays = p.stays[:last]
}

// clear removes all stays.
func (p *Plan) clear() {
	for len(p.stays) > 0 {
		p.leave(len(p.stays) - 1)
	}
}

// remember keeps the arrangement for restore.
func (p *Plan) remember() {
	p.before = p.before[:0]
	for i := range p.stays {
		p.before = append(p.before, p.stays[i].post)
	}
}

// restore brings back the arrangement that was remembered, without those who
// came since.
func (p *Plan) restore() {
	for len(p.stays) > len(p.before) {
		p.leave(len(p.stays) - 1)
	}
	for i, d := range p.before {
		if p.stays[i].post != d {
			p.lift(i)
		}
	}
	for i, d := range p.before {
		if p.stays[i].post == nowhere {
			p.put(i, d)
		}
	}
}

// put gives a stay, which has none, a post.
func (p *Plan) put(i, d int) {
	s, at := &p.stays[i], &p.posts[d]
	s.post, s.visit.Desk = d, at.number
	for u := s.from; u < s.to; u++ {
		at.at[u] = int32(i) + 1 //nolint:gosec // a day has no two thousand million visits
		at.used[at.window[u]]++
	}
}

// lift takes a stay away from its post.
func (p *Plan) lift(i int) {
	s := &p.stays[i]
	at := &p.posts[s.post]
	for u := s.from; u < s.to; u++ {
		at.at[u] = 0
		at.used[at.window[u]]--
	}
	s.post = nowhere
}

// fits says whether a stay can have a post, which takes its service, as it is.
func (p *Plan) fits(s *stay, d int) bool {
	at := p.posts[d].at
	for u := s.from; u < s.to; u++ {
		if at[u] != 0 {
			return false
		}
	}
	return p.tight(s, d) == nowhere
}

// tight returns the first window in which a stay would be too much for a post,
// or nowhere.
func (p *Plan) tight(s *stay, d int) int {
	at := &p.posts[d]
	for u := s.from; u < s.to; {
		w := at.window[u]
		end := min(at.ends[w], s.to)
		if at.used[w]+end-u > at.room[w] {
			return w
		}
		u = end
	}
	return nowhere
}

// rearrange finds a post for a stay by pushing others aside, first one, then
// two, four and so on, so that few visits move. Within its steps it is complete: if
// there is an arrangement, following that one is among what it tries. A visit is
// pushed aside only from a post that it does not have there, and what has been put
// since the beginning stays.
func (p *Plan) rearrange(i int) bool {
	p.steps, p.aside = effort, 0
	for p.most = 1; ; p.most *= 2 {
		p.cut = false
		p.pending = append(p.pending[:0], i)
		if p.settle() {
			for k := range p.stays {
				p.stays[k].fixed = false
			}
			return true
		}
		if !p.cut || p.steps <= 0 {
			return false
		}
	}
}

// settle finds posts for all that are pending. Otherwise it leaves everything as
// it was.
func (p *Plan) settle() bool {
	if len(p.pending) == 0 {
		return true
	}
	last := len(p.pending) - 1
	i := p.pending[last]
	p.pending = p.pending[:last]
	s := &p.stays[i]
	s.fixed = true
	for _, d := range p.matters[s.matter].posts {
		if d == s.home || !p.step() || !p.fits(s, d) {
			continue
		}
		if p.settleAt(i, d) {
			return true
		}
	}
	for _, d := range p.matters[s.matter].posts {
		if d == s.home || !p.step() || p.fits(s, d) {
			continue
		}
		if p.displace(i, d) {
			return true
		}
	}
	s.fixed = false
	p.pending = append(p.pending, i)
	return false
}

// step says whether the search may go on.
func (p *Plan) step() bool {
	p.steps--
	return p.steps >= 0
}

// settleAt puts a stay where it fits, and goes on with those that are pending.
func (p *Plan) settleAt(i, d int) bool {
	p.put(i, d)
	if p.settle() {
		return true
	}
	p.lift(i)
	return false
}

// displace pushes those aside who are at a post while the stay would be, and then
// as many as the share asks for.
func (p *Plan) displace(i, d int) bool {
	s, mark := &p.stays[i], len(p.pending)
	ok := true
	for u := s.from; u < s.to && ok; u++ {
		if k := int(p.posts[d].at[u]) - 1; k >= 0 {
			ok = p.push(k)
		}
	}
	if ok && p.slim(i, d, 0) {
		return true
	}
	for len(p.pending) > mark {
		p.pull(d)
	}
	return false
}

// slim pushes others aside, from the unit next on, until the stay is not too much
// for any window, in every way in which that can be done.
func (p *Plan) slim(i, d, next int) bool {
	w := p.tight(&p.stays[i], d)
	if w == nowhere {
		return p.settleAt(i, d)
	}
	at := &p.posts[d]
	for u := max(next, at.begins[w]); u < at.ends[w]; u++ {
		k := int(at.at[u]) - 1
		if k < 0 {
			continue
		}
		to := p.stays[k].to
		if p.step() && p.push(k) {
			if p.slim(i, d, to) {
				return true
			}
			p.pull(d)
		}
		u = to - 1
	}
	return false
}

// push makes a stay pending, unless it is fixed or too many are.
func (p *Plan) push(k int) bool {
	s := &p.stays[k]
	if s.fixed {
		return false
	}
	if p.aside == p.most {
		p.cut = true
		return false
	}
	p.aside++
	s.home = s.post
	p.lift(k)
	p.pending = append(p.pending, k)
	return true
}

// pull puts the one that was pushed last back to its post.
func (p *Plan) pull(d int) {
	last := len(p.pending) - 1
	k := p.pending[last]
	p.pending = p.pending[:last]
	p.aside--
	p.put(k, d)
}
