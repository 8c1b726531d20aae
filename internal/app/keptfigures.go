package app

import (
	"sync"
	"time"
)

// figuresFor is how long figures are kept without asking the store: public pages read two years of them at a look, and they change some
// seconds after what they tell of.
const figuresFor = 2 * time.Second

// figuresCache keeps figures by institution and period. There are as many as there are periods that can be asked for.
type figuresCache struct {
	mu sync.Mutex
	by map[[2]string]figuresRead
}

type figuresRead struct {
	until time.Time
	*Figures
}

// get returns figures that were kept not long ago; nil when there are none.
func (k *figuresCache) get(institution, period string, now time.Time) *Figures {
	k.mu.Lock()
	defer k.mu.Unlock()
	have := k.by[[2]string{institution, period}]
	if !now.Before(have.until) || now.Before(have.until.Add(-figuresFor)) {
		return nil
	}
	return have.Figures
}

func (k *figuresCache) put(f *Figures, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil {
		k.by = map[[2]string]figuresRead{}
	}
	k.by[[2]string{f.Institution, f.Period}] = figuresRead{now.Add(figuresFor), f}
}
