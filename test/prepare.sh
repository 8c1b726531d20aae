#!/bin/bash
# Installs what the tests need and this machine lacks, and says why. Nothing is skipped for want of a program.
set -euo pipefail

missing=()
need() { # package, reason
	echo "needed: $1 ($2)"
	missing+=("$1")
}
has() { command -v "$1" >/dev/null 2>&1; }
has_font() { has fc-list && [ -n "$(fc-list "$1" 2>/dev/null)" ]; }

has git || need git "the tests of the tree"
has cc || need gcc "the race detector"
[ -e /usr/include/stdlib.h ] || need libc6-dev "the race detector"
has chromium || has chromium-browser || has google-chrome || has google-chrome-stable || need chromium "the browser tests"
has fc-list || need fontconfig "the browser tests find fonts by it"
has_font NanumGothic || need fonts-nanum "Korean text in the browser tests"
has_font 'Noto Sans CJK KR' || need fonts-noto-cjk "Korean text in the browser tests"
has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || [ -n "${JIKIM_TEST_POSTGRES:-}" ] ||
	need postgresql "the tests of the store on PostgreSQL, on a server of their own"
has clamd || [ -x /usr/sbin/clamd ] || need clamav-daemon "files are looked at by a daemon of the tests' own; its service need not run"
has sipp || need sip-tester "calls are held by programs of other people's making"
has tcpdump || need tcpdump "times of calls are compared with its own"
has kamailio || [ -x /usr/sbin/kamailio ] || need kamailio "a proxy that copies calls to us; its service need not run"
compgen -G '/usr/lib/*/kamailio/modules/tls.so' >/dev/null || need kamailio-tls-modules "calls under TLS"
has baresip || need baresip-core "telephones and an exchange of other people's making"
has openssl || need openssl "a certificate for calls under TLS"
{ has postfix || [ -x /usr/sbin/postfix ]; } || need postfix "mail goes through a server of the tests' own; its service need not run"
{ has dovecot || [ -x /usr/sbin/dovecot ]; } || need dovecot-imapd "mail is read from a mailbox of the tests' own; its service need not run"
[ -x /usr/lib/dovecot/lmtp ] || need dovecot-lmtpd "that mailbox is filled by it"
has swaks || need swaks "mail is sent by a program of other people's"
has tnef || need tnef "our reading of winmail.dat is compared with its"
has pdftoppm || need poppler-utils "scans and printed letters are drawn and read"
has tiff2pdf || need libtiff-tools "faxes are converted, and made in every encoding"
has tesseract || need tesseract-ocr "text of scans is recognised"
compgen -G '/usr/share/tesseract-ocr/*/tessdata/kor.traineddata' >/dev/null || need tesseract-ocr-kor "Korean text is recognised"
has qpdf || need qpdf "a scan with a password is made"
[ -x /usr/sbin/faxgetty ] || need hylafax-server "real fax calls between two soft modems; its service need not run"
has sendfax || need hylafax-client "faxes are sent by it"
compgen -G '/usr/include/*/spandsp.h' >/dev/null || [ -e /usr/include/spandsp.h ] || need libspandsp-dev "the soft modems"
compgen -G '/usr/include/*/tiffio.h' >/dev/null || [ -e /usr/include/tiffio.h ] || need libtiff-dev "the soft modems are compiled with it"
has Rscript || need r-base-core "the figures of a year and of its survey are counted again by a program of its own"
has node || need nodejs "the assets are built again and compared"
has npm || need npm "the assets are built again and compared"

if [ ${#missing[@]} -eq 0 ]; then
	echo "all programs that the tests need are installed"
	exit 0
fi
if ! has apt-get; then
	echo "this is no Debian: install by hand: ${missing[*]}" >&2
	exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
	has sudo || { echo "sudo was not found: as root, run: apt-get install ${missing[*]}" >&2; exit 1; }
	root=(sudo)
fi
echo "installing from Debian: ${missing[*]}"
# A mirror that does not answer is no reason to fail when the lists at hand suffice: the installation decides.
"${root[@]}" apt-get update -qq || echo "the package lists could not be refreshed; going on with those at hand"
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
