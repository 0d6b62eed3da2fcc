package lsp

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

// overlay is a folder as an editor sees it: the files that are there, with the
// texts of those that are open in their place.
type overlay map[string][]byte

var _ fs.ReadDirFS = overlay{}

// overlaid reads a folder. Conversation tests take longest to read and say
// nothing about dialogs, so only those that are open are there, unless all are
// wanted.
func (s *Server) overlaid(folder string, all bool) overlay {
	files := overlay{}
	disk := s.Open(folder)
	names, _ := fs.Glob(disk, "*.yaml") // a folder that can't be read has what is open
	for _, name := range names {
		if !all && strings.HasSuffix(name, "_test.yaml") {
			continue
		}
		if info, err := fs.Stat(disk, name); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if src, err := fs.ReadFile(disk, name); err == nil {
			files[name] = src
		}
	}
	for uri, text := range s.texts {
		if p := pathOf(uri); filepath.Dir(p) == folder {
			files[filepath.Base(p)] = []byte(text)
		}
	}
	return files
}

func (o overlay) Open(name string) (fs.File, error) {
	src, ok := o[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &file{Reader: *bytes.NewReader(src), info: info{name, int64(len(src))}}, nil
}

func (o overlay) ReadDir(string) ([]fs.DirEntry, error) {
	var list []fs.DirEntry
	for _, name := range sortedKeys(o) {
		list = append(list, fs.FileInfoToDirEntry(info{name, int64(len(o[name]))}))
	}
	return list, nil
}

type file struct {
	bytes.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

type info struct {
	name string
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0o444 }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }
