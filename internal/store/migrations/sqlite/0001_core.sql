-- Instants are microseconds since 1970 in UTC; 0 is none. Identifiers come from the program.
create table migration (
	name text not null primary key,
	digest text not null
) without rowid;

-- Numbers the institutions of this file, for the rows of the full-text index.
create table office (
	institution text not null primary key,
	ordinal bigint not null unique
) without rowid;

-- The truth: what happened, in the order in which it was recorded.
create table fact (
	institution text not null,
	case_id text not null,
	seq bigint not null,
	id text not null,
	contact text not null,
	at bigint not null,
	recorded_at bigint not null,
	kind text not null,
	told_by text not null,
	via text not null,
	grade text not null,
	precision bigint not null,
	data text not null,
	primary key (institution, case_id, seq)
) without rowid;

-- What citizens raised, which registers list by when it came.
create index fact_raised on fact (institution, kind, at, case_id, seq) where kind in ('complaint.received', 'opinion.received');

create trigger fact_stays before update on fact begin select raise(abort, 'facts are never changed'); end;

create trigger fact_remains before delete on fact begin select raise(abort, 'facts are never deleted'); end;

-- The ledger. log holds how many leaves an institution has; its row is the last that a turn takes, so that leaves are numbered
-- without gaps, in the order of the commits.
create table log (
	institution text not null,
	size bigint not null,
	primary key (institution)
) without rowid;

-- The truth: the salted commitment of each fact.
create table leaf (
	institution text not null,
	n bigint not null,
	case_id text not null,
	seq bigint not null,
	salt blob not null,
	digest blob not null,
	primary key (institution, n)
) without rowid;

create unique index leaf_fact on leaf (institution, case_id, seq);

create trigger leaf_stays before update on leaf begin select raise(abort, 'leaves are never changed'); end;

create trigger leaf_remains before delete on leaf begin select raise(abort, 'leaves are never deleted'); end;

-- Derived: the roots of full tiles, of 256 leaves at level 1, of 256 nodes of the level before above.
create table node (
	institution text not null,
	level bigint not null,
	n bigint not null,
	hash blob not null,
	primary key (institution, level, n)
) without rowid;

create trigger node_stays before update on node begin select raise(abort, 'nodes of the log are never changed'); end;

create trigger node_remains before delete on node begin select raise(abort, 'nodes of the log are never deleted'); end;

-- What was published of the log, and by whom it was countersigned.
create table checkpoint (
	institution text not null,
	n bigint not null,
	size bigint not null,
	root blob not null,
	at bigint not null,
	note blob not null,
	primary key (institution, n)
) without rowid;

create trigger checkpoint_stays before update on checkpoint begin select raise(abort, 'checkpoints are never changed'); end;

create trigger checkpoint_remains before delete on checkpoint begin select raise(abort, 'checkpoints are never deleted'); end;

create table cosignature (
	institution text not null,
	n bigint not null,
	witness text not null,
	at bigint not null,
	line blob not null,
	primary key (institution, n, witness)
) without rowid;

create trigger cosignature_stays before update on cosignature begin select raise(abort, 'cosignatures are never changed'); end;

create trigger cosignature_remains before delete on cosignature begin select raise(abort, 'cosignatures are never deleted'); end;

-- The keys that checkpoints are signed with: which began or ended after how many leaves, said in a note by the other.
create table log_key (
	institution text not null,
	n bigint not null,
	key text not null,
	ends bigint not null,
	size bigint not null,
	at bigint not null,
	note blob not null,
	primary key (institution, n)
) without rowid;

create trigger log_key_stays before update on log_key begin select raise(abort, 'keys of the log are never changed'); end;

create trigger log_key_remains before delete on log_key begin select raise(abort, 'keys of the log are never deleted'); end;

-- Derived: one row per case. inbox_at is 0 outside the inbox, otherwise breaks_at, or the far future when nothing breaks.
create table head (
	institution text not null,
	case_id text not null,
	seq bigint not null,
	doc bigint not null,
	number text not null,
	status text not null,
	service text not null,
	channel text not null,
	desk text not null,
	officer text not null,
	received_at bigint not null,
	changed_at bigint not null,
	breaks_at bigint not null,
	breaks_promise text not null,
	wake_at bigint not null,
	inbox_at bigint not null,
	broken bigint not null,
	unproven bigint not null,
	pending bigint not null,
	remedy_at bigint not null,
	complaint_at bigint not null,
	post_at bigint not null,
	name text not null,
	open blob not null,
	primary key (institution, case_id)
) without rowid;

create unique index head_doc on head (institution, doc);

create index head_wake on head (institution, wake_at) where wake_at > 0;

create index head_inbox on head (institution, inbox_at, received_at, case_id) where inbox_at > 0;

create index head_desk on head (institution, desk, inbox_at, received_at, case_id) where inbox_at > 0;

create index head_channel on head (institution, channel, inbox_at, received_at, case_id) where inbox_at > 0;

create index head_officer on head (institution, officer, inbox_at, received_at, case_id) where inbox_at > 0 and officer <> '';

create index head_contact on head (institution, inbox_at, received_at, case_id) where inbox_at > 0 and status = 'contact';

create index head_done on head (institution, status, received_at, case_id) where inbox_at = 0;

create index head_remedy on head (institution, remedy_at, case_id) where remedy_at > 0;

create index head_complaint on head (institution, complaint_at, case_id) where complaint_at > 0;

create index head_post on head (institution, post_at, case_id) where post_at > 0;

create index head_pending on head (institution, case_id) where pending > 0;

-- Derived: settled verdicts.
create table verdict (
	institution text not null,
	case_id text not null,
	promise text not null,
	trigger_id text not null,
	contact text not null,
	status bigint not null,
	evidence bigint not null,
	started bigint not null,
	due bigint not null,
	ended bigint not null,
	settled bigint not null,
	share double precision not null,
	desk text not null,
	officer text not null,
	channel text not null,
	number text not null,
	primary key (institution, case_id, promise, trigger_id)
) without rowid;

create index verdict_started on verdict (institution, started, case_id, promise, trigger_id);

create index verdict_settled on verdict (institution, status, settled, case_id, promise, trigger_id);

create index verdict_promise on verdict (institution, promise, status, settled, case_id, trigger_id);

-- Encrypted texts; their keys are not in this database.
create table sealed (
	institution text not null,
	case_id text not null,
	name text not null,
	at bigint not null,
	cipher blob not null,
	primary key (institution, case_id, name)
);

-- What has to be sent, told or shown once. Settled entries stay, so that a duty is never planned twice.
create table outbox (
	institution text not null,
	key text not null,
	case_id text not null,
	action text not null,
	recipient text not null,
	ready_at bigint not null,
	next_at bigint not null,
	attempts bigint not null,
	settled_at bigint not null,
	failure text not null,
	data text not null,
	primary key (institution, key)
) without rowid;

create index outbox_next on outbox (institution, next_at) where settled_at = 0;

create table counter (
	institution text not null,
	name text not null,
	value bigint not null,
	primary key (institution, name)
) without rowid;

create table document (
	institution text not null,
	kind text not null,
	name text not null,
	at bigint not null,
	body blob not null,
	primary key (institution, kind, name)
);

create trigger document_stays before update on document when old.kind in ('charter', 'calendar', 'publication', 'draw', 'dayoff', 'enactment', 'folder', 'survey', 'survey_plan') begin select raise(abort, 'charters, calendars, publications, draws, days off, enacted versions and results of surveys are never changed'); end;

create trigger document_remains before delete on document when old.kind in ('charter', 'calendar', 'publication', 'draw', 'dayoff', 'enactment', 'folder', 'survey', 'survey_plan') begin select raise(abort, 'charters, calendars, publications, draws, days off, enacted versions and results of surveys are never deleted'); end;

create table account (
	institution text not null,
	id text not null,
	login text not null,
	name text not null,
	role text not null,
	department text not null,
	desk text not null,
	duty text not null,
	phone text not null,
	password text not null,
	disabled bigint not null,
	created_at bigint not null,
	failed_at bigint not null,
	failures bigint not null,
	primary key (institution, id),
	unique (institution, login)
) without rowid;

create table absence (
	institution text not null,
	account text not null,
	begins_at bigint not null,
	ends_at bigint not null,
	substitute text not null,
	told_by text not null,
	told_at bigint not null,
	primary key (institution, account, begins_at)
) without rowid;

create index absence_ends on absence (institution, ends_at);

create table session (
	institution text not null,
	hash blob not null,
	account text not null,
	created_at bigint not null,
	expires_at bigint not null,
	seen_at bigint not null,
	primary key (institution, hash)
) without rowid;

-- Machines of the office: kiosks, walls, displays at doors, buttons. Of a code and a secret only a blinding and a hash are
-- kept; they are empty when there is none.
create table device (
	institution text not null,
	id text not null,
	kind text not null,
	name text not null,
	place_kind text not null,
	place text not null,
	code blob not null,
	code_until bigint not null,
	secret blob not null,
	created_at bigint not null,
	bound_at bigint not null,
	seen_at bigint not null,
	revoked bigint not null,
	primary key (institution, id)
) without rowid;

-- Tokens of programs. Of the secret only a hash is kept; scopes are words with a space between them.
create table token (
	institution text not null,
	id text not null,
	name text not null,
	account text not null,
	device text not null,
	scopes text not null,
	secret blob not null,
	created_at bigint not null,
	created_by text not null,
	expires_at bigint not null,
	seen_at bigint not null,
	revoked bigint not null,
	primary key (institution, id),
	unique (institution, secret)
) without rowid;

-- What programs were answered, so that the same key gets the same answer. The body is sealed.
create table reply (
	institution text not null,
	id text not null,
	digest blob not null,
	status bigint not null,
	body blob not null,
	at bigint not null,
	primary key (institution, id)
);

create index reply_at on reply (institution, at);

-- Addresses of other systems that hear of what happens, and the events on their way to them. Secrets are sealed; kinds are words
-- with a space between them.
create table hook (
	institution text not null,
	id text not null,
	name text not null,
	url text not null,
	kinds text not null,
	secret blob not null,
	created_at bigint not null,
	created_by text not null,
	disabled bigint not null,
	primary key (institution, id)
) without rowid;

create table delivery (
	institution text not null,
	id text not null,
	hook text not null,
	case_id text not null,
	seq bigint not null,
	kind text not null,
	at bigint not null,
	body blob not null,
	next_at bigint not null,
	attempts bigint not null,
	settled_at bigint not null,
	failure text not null,
	primary key (institution, id)
);

create index delivery_next on delivery (institution, hook, next_at) where settled_at = 0;

create index delivery_case on delivery (institution, hook, case_id, seq) where settled_at = 0;

create index delivery_dead on delivery (institution, settled_at) where settled_at > 0;

-- One-time codes by which citizens show that an address is theirs. Code, address and origin are blinded.
create table proof (
	institution text not null,
	id text not null,
	way text not null,
	address blob not null,
	origin blob not null,
	code blob not null,
	outcome text not null,
	created_at bigint not null,
	expires_at bigint not null,
	tries bigint not null,
	used_at bigint not null,
	primary key (institution, id)
) without rowid;

create index proof_made on proof (institution, created_at);

-- What sources saw of calls, sealed; conversations are joined from it. A row stays without its contents, so that nothing told again
-- is taken for new.
create table sight (
	institution text not null,
	id text not null,
	at bigint not null,
	kept_at bigint not null,
	cipher blob not null,
	primary key (institution, id)
) without rowid;

create index sight_kept on sight (institution, kept_at) where length(cipher) > 0;

-- By which sights find each other: blinded names of calls, and of numbers. Forgotten with the contents.
create table sight_name (
	institution text not null,
	name text not null,
	at bigint not null,
	id text not null,
	primary key (institution, name, at, id)
) without rowid;

create index sight_name_id on sight_name (institution, id);

-- Surveys of satisfaction. The body says what was asked, whom, and, when it is over, what came of it.
create table wave (
	institution text not null,
	id text not null,
	year bigint not null,
	state text not null,
	opens_at bigint not null,
	closes_at bigint not null,
	closed_at bigint not null,
	answers bigint not null,
	body blob not null,
	primary key (institution, id)
) without rowid;

-- Who is asked, and numbered sheets of paper. Nothing in it changes when somebody answers: the link is used when its ticket is gone.
create table invitation (
	institution text not null,
	wave text not null,
	id text not null,
	ticket blob not null,
	stratum text not null,
	way text not null,
	state text not null,
	reminders bigint not null,
	attempts bigint not null,
	next_at bigint not null,
	contact blob not null,
	primary key (institution, wave, id)
) without rowid;

create unique index invitation_ticket on invitation (institution, ticket);

create index invitation_next on invitation (institution, next_at) where next_at > 0;

-- What lets answer once: taken away by the transaction that keeps the answer, so that nothing that stays was written by both.
create table ticket (
	institution text not null,
	wave text not null,
	hash blob not null,
	primary key (institution, wave, hash)
) without rowid;

-- What was answered: sealed, under a random identifier, without a time.
create table answer (
	institution text not null,
	wave text not null,
	id text not null,
	stratum text not null,
	mode text not null,
	cipher blob not null,
	primary key (institution, wave, id)
) without rowid;

-- What was written besides, apart from the answers.
create table remark (
	institution text not null,
	wave text not null,
	id text not null,
	cipher blob not null,
	primary key (institution, wave, id)
) without rowid;

-- Counters of a survey: who has come how far, and places for those who were not invited; most 0 is no limit.
create table tally (
	institution text not null,
	wave text not null,
	name text not null,
	count bigint not null,
	most bigint not null,
	primary key (institution, wave, name)
) without rowid;

-- Blinded addresses of those who do not want to be asked.
create table objection (
	institution text not null,
	address blob not null,
	primary key (institution, address)
) without rowid;

-- Who read personal data.
create table access (
	institution text not null,
	at bigint not null,
	id text not null,
	account text not null,
	case_id text not null,
	what text not null,
	reason text not null,
	origin text not null,
	primary key (institution, at, id)
) without rowid;

create index access_case on access (institution, case_id, at);

-- Derived: the full-text index over tokens in their order. It has no text, only where each token stands. A row's number
-- is that of the institution in the upper bits and the case's document number in the lower ones.
create virtual table search using fts5 (grams, content = '', contentless_delete = 1, tokenize = 'ascii');

-- Segments of one size are merged when there are eight of them, not four: an intake costs an eighth less, and a search looks
-- into a few segments more.
insert into search (search, rank) values ('automerge', 8);

-- When nothing is written they are merged as soon as there are two.
insert into search (search, rank) values ('usermerge', 2);

-- Tokens that wait to be indexed, in words with a space on either side. The index takes a thousand texts together for a
-- third of what they cost one group of turns at a time; until then a search reads them here.
create table fresh (
	doc integer primary key,
	grams text not null
);
