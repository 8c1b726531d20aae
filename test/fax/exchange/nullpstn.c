/* A telephone exchange with two lines and a fax modem on each, made of libspandsp: the modems speak Class 1 on pseudo terminals, and
   their sound goes to each other in pieces of 20 ms. It prints the names of both terminals, then one line for each event.
   Line 0 calls line 1. A number that ends in 99 is busy. On standard input "cut" cuts the line and "id NUMBER<tab>NAME" sets what
   the exchange tells of the caller. The argument is how many times faster than life it runs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>

enum { PIECE = 160, RING = 2 * 8000 };
static struct line { t31_state_t *modem; int pty, busy, ringing; } lines[2];
static int joined, rang; /* a call is up; sound since the last ring */
static char number[64], name[256];

static void event(int n, int e) { t31_call_event(lines[n].modem, e); }

static void down(int by) {
	int other = !by;
	if (joined || lines[other].ringing) {
		printf("down %d\n", by);
		joined = lines[0].ringing = lines[1].ringing = 0;
		event(other, AT_CALL_EVENT_HANGUP);
	}
}

static int control(t31_state_t *s, void *who, int op, const char *num) {
	int n = (int)(intptr_t)who;
	(void)s;
	switch (op) {
	case AT_MODEM_CONTROL_CALL: {
		size_t length = strlen(num);
		printf("dial %s\n", num);
		if (joined || lines[!n].ringing || (length > 1 && strcmp(num + length - 2, "99") == 0)) event(n, AT_CALL_EVENT_BUSY);
		else lines[!n].ringing = 1, rang = RING;
		break;
	}
	case AT_MODEM_CONTROL_ANSWER:
		if (!lines[n].ringing) break;
		printf("answer\n");
		lines[n].ringing = 0, joined = 1;
		event(n, AT_CALL_EVENT_ANSWERED);
		event(!n, AT_CALL_EVENT_CONNECTED);
		break;
	case AT_MODEM_CONTROL_HANGUP: down(n); break;
	case AT_MODEM_CONTROL_CTS: lines[n].busy = num == NULL; break;
	}
	return 0;
}

static int say(at_state_t *s, void *who, const uint8_t *buf, size_t len) {
	(void)s;
	return write(lines[(int)(intptr_t)who].pty, buf, len) == (ssize_t)len ? 0 : -1;
}

static void begin(int n) {
	struct termios t;
	int slave;
	struct line *l = &lines[n];
	l->pty = posix_openpt(O_RDWR | O_NOCTTY);
	if (l->pty < 0 || grantpt(l->pty) || unlockpt(l->pty)) exit(2);
	slave = open(ptsname(l->pty), O_RDWR | O_NOCTTY); /* stays open, so that the terminal outlives its users */
	if (slave < 0 || tcgetattr(slave, &t)) exit(2);
	cfmakeraw(&t);
	tcsetattr(slave, TCSANOW, &t);
	fcntl(l->pty, F_SETFL, O_NONBLOCK);
	l->modem = t31_init(NULL, say, (void *)(intptr_t)n, control, (void *)(intptr_t)n, NULL, NULL);
	if (!l->modem) exit(2);
	printf("%s\n", ptsname(l->pty));
}

static void command(void) {
	char text[512];
	char *tab;
	ssize_t n = read(0, text, sizeof text - 1);
	if (n <= 0) exit(0); /* who started us has ended */
	text[n] = 0;
	text[strcspn(text, "\n")] = 0;
	if (strcmp(text, "cut") == 0) printf("cut\n"), down(0), event(0, AT_CALL_EVENT_HANGUP);
	if (strncmp(text, "id ", 3) == 0) {
		if ((tab = strchr(text, '\t'))) *tab = 0, snprintf(name, sizeof name, "%.255s", tab + 1);
		snprintf(number, sizeof number, "%.63s", text + 3);
	}
}

static void sound(void) {
	int16_t out[2][PIECE];
	int n;
	for (n = 0; n < 2; n++) {
		int len = t31_tx(lines[n].modem, out[n], PIECE);
		memset(out[n] + len, 0, sizeof out[n] - len * sizeof out[n][0]);
	}
	for (n = 0; n < 2; n++) {
		if (!joined) memset(out[!n], 0, sizeof out[!n]);
		t31_rx(lines[n].modem, out[!n], PIECE);
	}
	for (n = 0; n < 2; n++) {
		if (!lines[n].ringing || (rang += PIECE) < RING) continue;
		rang = 0;
		event(n, AT_CALL_EVENT_ALERTING);
		if (*number) dprintf(lines[n].pty, "\r\nNMBR = %s\r\nNAME = %s\r\n", number, name);
	}
}

int main(int argc, char **argv) {
	long step = 20000000L / (argc > 1 ? atoi(argv[1]) : 1);
	struct timespec next;
	setvbuf(stdout, NULL, _IOLBF, 0);
	begin(0), begin(1);
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (;;) {
		struct pollfd in = {0, POLLIN, 0};
		int n;
		if (poll(&in, 1, 0) > 0) command();
		for (n = 0; n < 2; n++) {
			char buf[256];
			ssize_t len = lines[n].busy ? 0 : read(lines[n].pty, buf, sizeof buf);
			if (len > 0) t31_at_rx(lines[n].modem, buf, len);
		}
		sound();
		next.tv_nsec += step;
		if (next.tv_nsec >= 1000000000L) next.tv_nsec -= 1000000000L, next.tv_sec++;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
}
