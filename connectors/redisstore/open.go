package redisstore

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Open connects to Redis and asks it once. It knows
//
//	redis://[user:password@]host[:6379][/db]               rediss:// with TLS
//	redis-sentinel://[user:password@]host[:26379],…/name[/db][?sentinel_password=…]   name is the primary's
//	redis-cluster://[user:password@]host[:6379],…          rediss-…:// with TLS
//
// The client repeats no command by itself: after a lost answer nobody knows
// whether a script ran, and only the caller knows whether it may run twice.
// The error is one line for the operator and has no password in it.
func Open(ctx context.Context, address string) (redis.UniversalClient, error) {
	rdb, hosts, err := connect(address)
	if err != nil {
		return nil, err
	}
	if err := rdb.Ping(ctx).Err(); err != nil {
		_ = rdb.Close() // never used
		return nil, notReached(hosts, err)
	}
	return rdb, nil
}

// notReached says what to do about a Redis that does not answer.
func notReached(hosts string, err error) error {
	switch text := err.Error(); {
	case strings.HasPrefix(text, "NOAUTH"), strings.HasPrefix(text, "WRONGPASS"), strings.Contains(text, "AUTH"):
		return fmt.Errorf("redis at %s wants another user or password: correct them in --redis or PARLEY_REDIS (%w)", hosts, err)
	case strings.HasPrefix(text, "LOADING"):
		return fmt.Errorf("redis at %s is still loading its data: try again in a moment (%w)", hosts, err)
	}
	return fmt.Errorf("no Redis answers at %s: start one with `redis-server --appendonly yes`, or name yours with --redis or PARLEY_REDIS (%w)", hosts, err)
}

// connect makes the client that an address names, and gives the hosts in it.
func connect(address string) (redis.UniversalClient, string, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return nil, "", errors.New("the Redis address has no scheme: write redis://host:port/0")
	}
	switch scheme {
	case "redis", "rediss", "unix":
		options, err := redis.ParseURL(address)
		if err != nil {
			return nil, "", badAddress(err)
		}
		tune(options)
		return redis.NewClient(options), options.Addr, nil
	case "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster":
		options, err := many(scheme, rest)
		if err != nil {
			return nil, "", err
		}
		return redis.NewUniversalClient(options), strings.Join(options.Addrs, ", "), nil
	}
	return nil, "", fmt.Errorf("the Redis address begins with %q: use redis, rediss, redis-sentinel or redis-cluster", scheme)
}

// badAddress drops the address from an error about it: it may hold a password.
func badAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return fmt.Errorf("the Redis address is not understood: write redis://user:password@host:port/0 (%w)", err)
}

// many reads the addresses that name several hosts, which net/url does not.
func many(scheme, rest string) (*redis.UniversalOptions, error) {
	sentinel := strings.HasSuffix(scheme, "-sentinel")
	port := "6379"
	if sentinel {
		port = "26379"
	}
	rest, query, _ := strings.Cut(rest, "?")
	settings, err := url.ParseQuery(query)
	if err != nil {
		return nil, errors.New("what follows the ? in the Redis address is not understood: write ?name=value")
	}
	place, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndex(place, "@")
	user, err := url.Parse("redis://" + place[:at+1] + "host")
	if err != nil {
		return nil, badAddress(err)
	}
	password, _ := user.User.Password()
	options := &redis.UniversalOptions{Username: user.User.Username(), Password: password}
	for host := range strings.SplitSeq(place[at+1:], ",") {
		if host == "" {
			return nil, errors.New("the Redis address has an empty host")
		}
		if i := strings.LastIndex(host, ":"); i < 0 || strings.HasSuffix(host, "]") {
			host += ":" + port
		}
		options.Addrs = append(options.Addrs, host)
	}
	if sentinel {
		name, db, _ := strings.Cut(path, "/")
		if name == "" {
			return nil, errors.New("the Redis address does not name the primary: write redis-sentinel://host:26379/name")
		}
		options.MasterName = name
		options.SentinelUsername, options.SentinelPassword = settings.Get("sentinel_user"), settings.Get("sentinel_password")
		if options.DB, err = strconv.Atoi(cmp.Or(db, "0")); err != nil {
			return nil, fmt.Errorf("the Redis address has database %q: use a number", db)
		}
	} else {
		options.IsClusterMode = true
	}
	if strings.HasPrefix(scheme, "rediss-") {
		options.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	options.MaxRetries = noRetries
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = dialTimeout, answerTimeout, answerTimeout
	options.PoolTimeout, options.PoolSize, options.ContextTimeoutEnabled = answerTimeout, poolSize(), true
	options.MaintNotificationsConfig = noNotifications()
	options.DisableIdentity = true
	return options, nil
}

const (
	noRetries = -1
	// A host that is there answers a connection within a round trip.
	dialTimeout = 2 * time.Second
	// Longer than a slow network's round trip (2 s is endured), shorter than
	// the 10 s in which a failing turn must have its answer.
	answerTimeout = 5 * time.Second
)

// poolSize is the number of connections a node opens at most. Turns wait for
// one answer at a time, so it bounds turns at work in Redis, not sessions.
func poolSize() int { return max(32, 16*runtime.GOMAXPROCS(0)) }

func noNotifications() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

func tune(o *redis.Options) {
	o.MaxRetries = noRetries
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = dialTimeout, answerTimeout, answerTimeout
	o.PoolTimeout, o.PoolSize, o.ContextTimeoutEnabled = answerTimeout, poolSize(), true
	o.MaintNotificationsConfig = noNotifications()
	o.DisableIdentity = true
}
