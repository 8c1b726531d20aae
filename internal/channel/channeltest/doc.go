// Package channeltest holds the ways in to their contract (package channel). A source brings its other side along, and the suite
// lets that side repeat itself, speak out of order, go mad, and meet an office that fails.
package channeltest
