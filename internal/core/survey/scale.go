package survey

// Scale is the number of points of an item: 5 and 7 count from 1, 11 from 0 to 10.
type Scale int

// The scales.
const (
	Five   Scale = 5
	Seven  Scale = 7
	Eleven Scale = 11
)

// From is the worst rating.
func (s Scale) From() int {
	if s == Eleven {
		return 0
	}
	return 1
}

// To is the best rating.
func (s Scale) To() int { return s.From() + int(s) - 1 }

// Has tells whether a rating is on the scale.
func (s Scale) Has(rating int) bool { return s > 0 && rating >= s.From() && rating <= s.To() }

// Percent converts a rating to 100 points: (x−1)/4, (x−1)/6 or x/10, times 100.
func (s Scale) Percent(rating int) float64 {
	return 100 * float64(rating-s.From()) / float64(s.To()-s.From())
}

// Top tells whether a rating is one of the two best: "satisfied" (만족률), which is another figure than the mean.
func (s Scale) Top(rating int) bool { return rating >= s.To()-1 }
