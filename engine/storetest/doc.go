// Package storetest is the suite that every engine.Store must pass.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) engine.Store { … })
//	}
//
// open returns a store for one test; tests use sessions of their own, so the
// stores may share a server. Waiting is part of the contract (leases, work
// left behind), so a store may have one more method,
//
//	Advance(time.Duration)
//
// which moves its clock. Without it the suite waits for the fact itself, and
// the store should be set to look for orphans after about a second.
//
// How a store ages out what nobody asks for is not tested here: the contract
// does not speak of it.
package storetest
