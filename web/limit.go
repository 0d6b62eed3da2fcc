package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// bucket lets through burst at once and rate per second afterwards. The zero
// value is full. Not safe for use by several goroutines.
type bucket struct {
	missing float64 // of a full bucket
	at      time.Time
}

// take takes one. When there is none it says how long until there will be.
func (b *bucket) take(now time.Time, rate float64, burst int) (ok bool, wait time.Duration) {
	b.missing = max(0, b.missing-now.Sub(b.at).Seconds()*rate)
	b.at = now
	if b.missing+1 > float64(burst) {
		return false, time.Duration((b.missing + 1 - float64(burst)) / rate * float64(time.Second))
	}
	b.missing++
	return true, 0
}

// full tells whether the bucket is as good as new.
func (b *bucket) full(now time.Time, rate float64) bool {
	return b.missing <= now.Sub(b.at).Seconds()*rate
}

// addresses counts what each address takes. Whoever has neither a socket nor
// begun a session lately is forgotten, so it holds at most as many addresses
// as there are sockets, and those of the last minute.
type addresses struct {
	mu   sync.Mutex
	list map[netip.Addr]*address
}

type address struct {
	sockets  int
	sessions bucket
}

// enter counts a socket; false when the address has its fill.
func (a *addresses) enter(ip netip.Addr, limit int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	who := a.of(ip)
	if limit > 0 && who.sockets >= limit {
		return false
	}
	who.sockets++
	return true
}

// leave gives a socket back.
func (a *addresses) leave(ip netip.Addr) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if who := a.list[ip]; who != nil {
		who.sockets--
	}
}

// session counts a new session.
func (a *addresses) session(ip netip.Addr, now time.Time, perMinute int) (bool, time.Duration) {
	if perMinute < 0 {
		return true, 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.of(ip).sessions.take(now, float64(perMinute)/60, perMinute)
}

// sweep forgets who takes nothing.
func (a *addresses) sweep(now time.Time, perMinute int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for ip, who := range a.list {
		if who.sockets == 0 && (perMinute < 0 || who.sessions.full(now, float64(perMinute)/60)) {
			delete(a.list, ip)
		}
	}
}

func (a *addresses) of(ip netip.Addr) *address {
	who := a.list[ip]
	if who == nil {
		who = new(address)
		if a.list == nil {
			a.list = map[netip.Addr]*address{}
		}
		a.list[ip] = who
	}
	return who
}

// clientAddress returns who asks. X-Forwarded-For counts only as far as
// configured proxies wrote it: from its end, up to the first address that is
// not one of theirs. Of an IPv6 address the network counts, since one customer
// has all of it.
func clientAddress(r *http.Request, proxies []netip.Prefix) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, _ := netip.ParseAddr(host)
	ip = ip.Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(ip, proxies); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = before.Unmap().WithZone("")
	}
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.Addr()
		}
	}
	return ip
}

func trusted(ip netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
