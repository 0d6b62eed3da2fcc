package match

// A machine is a linear support vector machine for a class against all others,
// with the squared hinge loss, found by dual coordinate descent (Hsieh et al.,
// 2008, as in liblinear). The order of the steps comes from a generator with a
// fixed seed: the same examples give the same weights, byte for byte.
type machine struct {
	weights []float32 // by feature; the last one is the bias
	alpha   []float32 // by example, how much it holds the border
	order   []int32   // of the examples, in which they are looked at
}

const (
	penalty = 1.0 // what an example on the wrong side costs
	slack   = 0.5 / penalty
	enough  = 0.1 // training ends when no example is further off than this
	rounds  = 20  // or after so many rounds
	again   = 3   // rounds after some examples were taken out
)

// sample is a vector of a class.
type sample struct {
	vector
	class int
	norm  float32 // of the vector, with the bias and the slack
}

func train(samples []sample, class, features int) machine {
	m := machine{weights: make([]float32, features+1), alpha: make([]float32, len(samples))}
	m.descend(samples, class, rounds, func(int) bool { return true })
	return m
}

// without makes the machine a copy of another, trained on the samples that are
// kept. It starts from what the other has learned without the rest, so a few
// rounds do.
func (m *machine) without(other machine, samples []sample, class int, kept func(i int) bool) {
	m.weights, m.alpha = append(m.weights[:0], other.weights...), append(m.alpha[:0], other.alpha...)
	for i := range samples {
		if !kept(i) && m.alpha[i] != 0 {
			m.step(&samples[i], -m.alpha[i]*side(&samples[i], class))
			m.alpha[i] = 0
		}
	}
	m.descend(samples, class, again, kept)
}

func (m *machine) descend(samples []sample, class, rounds int, kept func(i int) bool) {
	order := m.order[:0]
	for i := range samples {
		if kept(i) {
			order = append(order, int32(i))
		}
	}
	m.order = order
	seed := uint64(1)
	for round := range rounds {
		all := round%3 == 0 // examples far from the border are looked at less often
		worst := float32(0)
		for i := len(order) - 1; i > 0; i-- {
			seed = seed*6364136223846793005 + 1442695040888963407
			j := int((seed >> 33) % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		for _, i := range order {
			if m.alpha[i] == 0 && !all {
				continue
			}
			s := &samples[i]
			y := side(s, class)
			off := y*m.margin(s.vector) - 1 + m.alpha[i]*slack
			if m.alpha[i] == 0 && off >= 0 {
				continue
			}
			worst = max(worst, off, -off)
			next := max(0, m.alpha[i]-off/s.norm)
			m.step(s, (next-m.alpha[i])*y)
			m.alpha[i] = next
		}
		if all && worst < enough {
			return
		}
	}
}

func (m *machine) margin(v vector) float32 {
	all, weights := m.weights, v.weights[:len(v.ids)]
	sum := all[len(all)-1]
	for k, id := range v.ids {
		sum += all[id] * weights[k]
	}
	return sum
}

func (m *machine) step(s *sample, by float32) {
	for k, id := range s.ids {
		m.weights[id] += by * s.weights[k]
	}
	m.weights[len(m.weights)-1] += by
}

func side(s *sample, class int) float32 {
	if s.class == class {
		return 1
	}
	return -1
}
