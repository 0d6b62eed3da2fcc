package redisstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Check looks at the server's settings. A problem is something that would
// break promises sooner or later: don't start. A warning is for the log. What
// the server does not show is passed over.
func Check(ctx context.Context, rdb redis.UniversalClient) (problems, warnings []string) {
	get := func(name string) string {
		values, err := rdb.ConfigGet(ctx, name).Result()
		if err != nil {
			return ""
		}
		return values[name]
	}
	policy := get("maxmemory-policy")
	if policy == "" { // hosted servers hide CONFIG and show this
		policy = policyIn(rdb.Info(ctx, "memory").Val())
	}
	if policy != "" && policy != "noeviction" {
		problems = append(problems, fmt.Sprintf(
			"Redis drops keys when it is full (maxmemory-policy %s), which would lose chats and sign-ins: run `redis-cli config set maxmemory-policy noeviction`", policy))
	}
	switch {
	case get("appendonly") == "yes":
	case get("appendonly") == "no" && strings.TrimSpace(get("save")) == "":
		warnings = append(warnings, "Redis keeps nothing on disk: a restart loses all chats and sign-ins. Start it with `--appendonly yes`")
	case get("appendonly") == "no":
		warnings = append(warnings, "Redis writes snapshots only: a crash loses the last minutes. Start it with `--appendonly yes`")
	}
	return problems, warnings
}

func policyIn(info string) string {
	_, rest, _ := strings.Cut(info, "maxmemory_policy:")
	policy, _, _ := strings.Cut(rest, "\r\n")
	return policy
}
