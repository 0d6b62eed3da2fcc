// Package convtest runs conversation tests: the *_test.yaml files that
// authors write beside their dialogs. Each case gets a World of its own, with
// the real engine, the real connector and a HubSpot of its own behind it, and
// a clock that stands still unless the case moves it.
//
// One entry below chat is one turn: something happens, the conversation comes
// to rest, and what was said, collected and written is held against what the
// author expects. A write that the entry does not list fails the case.
package convtest
