package web

import (
	"net/http"
	"net/netip"
	"net/url"
	"sort"
	"strings"
)

// origins are those that may open a socket and frame the chat. Compared
// exactly, as browsers write them: anything cleverer lets somebody in.
type origins map[string]bool

// newOrigins allows the server's own origin and the listed ones. A server on
// loopback is reached by several names, all of them this machine's.
func newOrigins(public *url.URL, more []string) origins {
	o := origins{}
	add := func(u *url.URL) {
		if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return
		}
		host := strings.ToLower(u.Host)
		if u.Scheme == "http" {
			host = strings.TrimSuffix(host, ":80")
		} else {
			host = strings.TrimSuffix(host, ":443")
		}
		o[u.Scheme+"://"+host] = true
	}
	add(public)
	if isLoopback(public.Hostname()) {
		for _, name := range []string{"localhost", "127.0.0.1", "[::1]"} {
			u := *public
			u.Host = name
			if port := public.Port(); port != "" {
				u.Host += ":" + port
			}
			add(&u)
		}
	}
	for _, one := range more {
		if u, err := url.Parse(strings.TrimSpace(one)); err == nil {
			add(u)
		}
	}
	return o
}

func (o origins) allow(r *http.Request, absent bool) bool {
	given := r.Header.Values("Origin")
	if len(given) == 0 {
		return absent
	}
	return len(given) == 1 && o[given[0]]
}

// ancestors is the list for a frame-ancestors directive. Its grammar has no
// IPv6 addresses, and browsers complain about each one.
func (o origins) ancestors() string {
	list := make([]string, 0, len(o))
	for one := range o {
		if !strings.Contains(one, "[") {
			list = append(list, one)
		}
	}
	sort.Strings(list)
	return strings.Join(append([]string{"'self'"}, list...), " ")
}

func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}
