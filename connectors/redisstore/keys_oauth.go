package redisstore

import "net/url"

// Keys of sign-ins and tokens. What follows the last colon is a hash made by
// package oauth. Each script works on one key, so none needs a hash tag.
//
//	parley:<bot>:oauth:flow:<slot>    hash   m mark, b sealed flow                  10 minutes
//	parley:<bot>:oauth:token:<key>    hash   v version, b sealed token,             7 days (anonymous), 90 days
//	                                     x end of access in ms (0: none),       (known visitor) from the last
//	                                     a name of the write,                   save; the shared one stays;
//	                                     e mark of an erased one                20 minutes for a mark alone
//	parley:<bot>:oauth:lease:<key>    string who refreshes the token                14 seconds
//	parley:<bot>:oauth:revoke         zset   sealed refresh tokens that the         a day after the last
//	                                     provider is still to be told of, by
//	                                     when to try next, in ms
func oauthPrefix(bot string) string { return "parley:" + url.QueryEscape(bot) + ":oauth:" }

func (s *OAuth) flowKey(slot string) string { return s.prefix + "flow:" + slot }
func (s *OAuth) tokenKey(key string) string { return s.prefix + "token:" + key }
func (s *OAuth) leaseKey(key string) string { return s.prefix + "lease:" + key }
func (s *OAuth) revocationsKey() string     { return s.prefix + "revoke" }
