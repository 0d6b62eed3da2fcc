package redisstore

import (
	"context"
	"testing"
	"time"
)

func TestDialogsAreKeptForAsLongAsASessionLives(t *testing.T) {
	t.Parallel()
	ctx, s := context.Background(), newClocked(t)
	s.Total = 48 * time.Hour
	if file, err := s.Dialog(ctx, "h1"); file != nil || err != nil {
		t.Fatalf("nothing was kept: %q, %v", file, err)
	}
	if err := s.KeepDialog(ctx, "h1", []byte("dialog: a\n")); err != nil {
		t.Fatal(err)
	}
	s.Advance(s.Total)
	if file, err := s.Dialog(ctx, "h1"); string(file) != "dialog: a\n" || err != nil {
		t.Errorf("a session that began at the last moment finds %q, %v", file, err)
	}
	s.Advance(25 * time.Hour)
	if file, err := s.Dialog(ctx, "h1"); file != nil || err != nil {
		t.Errorf("kept for too long: %q, %v", file, err)
	}
}
