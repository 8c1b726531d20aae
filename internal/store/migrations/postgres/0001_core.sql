-- Instants are microseconds since 1970 in UTC; 0 is none. Identifiers come from the program.
create table migration (
	name text collate "C" not null primary key,
	digest text collate "C" not null
);

-- The truth: what happened, in the order in which it was recorded.
create table fact (
	institution text collate "C" not null,
	case_id text collate "C" not null,
	seq bigint not null,
	id text collate "C" not null,
	contact text collate "C" not null,
	at bigint not null,
	recorded_at bigint not null,
	kind text collate "C" not null,
	told_by text collate "C" not null,
	via text collate "C" not null,
	grade text collate "C" not null,
	precision bigint not null,
	data text collate "C" not null,
	primary key (institution, case_id, seq)
);

-- What citizens raised, which registers list by when it came.
create index fact_raised on fact (institution, kind, at, case_id, seq) where kind in ('complaint.received', 'opinion.received');

-- The only triggers and the only function: nobody changes what is insert only, not even an administrator by mistake. They read no other
-- table, so that they can stand on the shards of a distributed table as well.
create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is never changed and never deleted', tg_table_name using errcode = '23001'; end $$;

create trigger fact_stays before update or delete on fact for each row execute function refuse_change();

create trigger fact_remains before truncate on fact for each statement execute function refuse_change();

-- The ledger. log holds how many leaves an institution has; its row is the last that a turn takes, so that leaves are numbered
-- without gaps, in the order of the commits.
create table log (
	institution text collate "C" not null,
	size bigint not null,
	primary key (institution)
);

-- The truth: the salted commitment of each fact.
create table leaf (
	institution text collate "C" not null,
	n bigint not null,
	case_id text collate "C" not null,
	seq bigint not null,
	salt bytea not null,
	digest bytea not null,
	primary key (institution, n)
);

create unique index leaf_fact on leaf (institution, case_id, seq);

create trigger leaf_stays before update or delete on leaf for each row execute function refuse_change();

create trigger leaf_remains before truncate on leaf for each statement execute function refuse_change();

-- Derived: the roots of full tiles, of 256 leaves at level 1, of 256 nodes of the level before above.
create table node (
	institution text collate "C" not null,
	level bigint not null,
	n bigint not null,
	hash bytea not null,
	primary key (institution, level, n)
);

create trigger node_stays before update or delete on node for each row execute function refuse_change();

create trigger node_remains before truncate on node for each statement execute function refuse_change();

-- What was published of the log, and by whom it was countersigned.
create table checkpoint (
	institution text collate "C" not null,
	n bigint not null,
	size bigint not null,
	root bytea not null,
	at bigint not null,
	note bytea not null,
	primary key (institution, n)
);

create trigger checkpoint_stays before update or delete on checkpoint for each row execute function refuse_change();

create trigger checkpoint_remains before truncate on checkpoint for each statement execute function refuse_change();

create table cosignature (
	institution text collate "C" not null,
	n bigint not null,
	witness text collate "C" not null,
	at bigint not null,
	line bytea not null,
	primary key (institution, n, witness)
);

create trigger cosignature_stays before update or delete on cosignature for each row execute function refuse_change();

create trigger cosignature_remains before truncate on cosignature for each statement execute function refuse_change();

-- The keys that checkpoints are signed with: which began or ended after how many leaves, said in a note by the other.
create table log_key (
	institution text collate "C" not null,
	n bigint not null,
	key text collate "C" not null,
	ends bigint not null,
	size bigint not null,
	at bigint not null,
	note bytea not null,
	primary key (institution, n)
);

create trigger log_key_stays before update or delete on log_key for each row execute function refuse_change();

create trigger log_key_remains before truncate on log_key for each statement execute function refuse_change();

-- Derived: one row per case. inbox_at is 0 outside the inbox, otherwise breaks_at, or the far future when nothing breaks.
create table head (
	institution text collate "C" not null,
	case_id text collate "C" not null,
	seq bigint not null,
	doc bigint not null,
	number text collate "C" not null,
	status text collate "C" not null,
	service text collate "C" not null,
	channel text collate "C" not null,
	desk text collate "C" not null,
	officer text collate "C" not null,
	received_at bigint not null,
	changed_at bigint not null,
	breaks_at bigint not null,
	breaks_promise text collate "C" not null,
	wake_at bigint not null,
	inbox_at bigint not null,
	broken bigint not null,
	unproven bigint not null,
	pending bigint not null,
	remedy_at bigint not null,
	complaint_at bigint not null,
	post_at bigint not null,
	name text collate "C" not null,
	open bytea not null,
	primary key (institution, case_id)
);

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
	institution text collate "C" not null,
	case_id text collate "C" not null,
	promise text collate "C" not null,
	trigger_id text collate "C" not null,
	contact text collate "C" not null,
	status bigint not null,
	evidence bigint not null,
	started bigint not null,
	due bigint not null,
	ended bigint not null,
	settled bigint not null,
	share double precision not null,
	desk text collate "C" not null,
	officer text collate "C" not null,
	channel text collate "C" not null,
	number text collate "C" not null,
	primary key (institution, case_id, promise, trigger_id)
);

create index verdict_started on verdict (institution, started, case_id, promise, trigger_id);

create index verdict_settled on verdict (institution, status, settled, case_id, promise, trigger_id);

create index verdict_promise on verdict (institution, promise, status, settled, case_id, trigger_id);

-- Encrypted texts; their keys are not in this database.
create table sealed (
	institution text collate "C" not null,
	case_id text collate "C" not null,
	name text collate "C" not null,
	at bigint not null,
	cipher bytea not null,
	primary key (institution, case_id, name)
);

-- What has to be sent, told or shown once. Settled entries stay, so that a duty is never planned twice.
create table outbox (
	institution text collate "C" not null,
	key text collate "C" not null,
	case_id text collate "C" not null,
	action text collate "C" not null,
	recipient text collate "C" not null,
	ready_at bigint not null,
	next_at bigint not null,
	attempts bigint not null,
	settled_at bigint not null,
	failure text collate "C" not null,
	data text collate "C" not null,
	primary key (institution, key)
);

create index outbox_next on outbox (institution, next_at) where settled_at = 0;

create table counter (
	institution text collate "C" not null,
	name text collate "C" not null,
	value bigint not null,
	primary key (institution, name)
);

create table document (
	institution text collate "C" not null,
	kind text collate "C" not null,
	name text collate "C" not null,
	at bigint not null,
	body bytea not null,
	primary key (institution, kind, name)
);

create trigger document_stays before update or delete on document for each row when (old.kind in ('charter', 'calendar', 'publication', 'draw', 'dayoff', 'enactment', 'folder', 'survey', 'survey_plan')) execute function refuse_change();

create trigger document_remains before truncate on document for each statement execute function refuse_change();

create table account (
	institution text collate "C" not null,
	id text collate "C" not null,
	login text collate "C" not null,
	name text collate "C" not null,
	role text collate "C" not null,
	department text collate "C" not null,
	desk text collate "C" not null,
	duty text collate "C" not null,
	phone text collate "C" not null,
	password text collate "C" not null,
	disabled bigint not null,
	created_at bigint not null,
	failed_at bigint not null,
	failures bigint not null,
	primary key (institution, id),
	unique (institution, login)
);

create table absence (
	institution text collate "C" not null,
	account text collate "C" not null,
	begins_at bigint not null,
	ends_at bigint not null,
	substitute text collate "C" not null,
	told_by text collate "C" not null,
	told_at bigint not null,
	primary key (institution, account, begins_at)
);

create index absence_ends on absence (institution, ends_at);

create table session (
	institution text collate "C" not null,
	hash bytea not null,
	account text collate "C" not null,
	created_at bigint not null,
	expires_at bigint not null,
	seen_at bigint not null,
	primary key (institution, hash)
);

-- Machines of the office: kiosks, walls, displays at doors, buttons. Of a code and a secret only a blinding and a hash are
-- kept; they are empty when there is none.
create table device (
	institution text collate "C" not null,
	id text collate "C" not null,
	kind text collate "C" not null,
	name text collate "C" not null,
	place_kind text collate "C" not null,
	place text collate "C" not null,
	code bytea not null,
	code_until bigint not null,
	secret bytea not null,
	created_at bigint not null,
	bound_at bigint not null,
	seen_at bigint not null,
	revoked bigint not null,
	primary key (institution, id)
);

-- Tokens of programs. Of the secret only a hash is kept; scopes are words with a space between them.
create table token (
	institution text collate "C" not null,
	id text collate "C" not null,
	name text collate "C" not null,
	account text collate "C" not null,
	device text collate "C" not null,
	scopes text collate "C" not null,
	secret bytea not null,
	created_at bigint not null,
	created_by text collate "C" not null,
	expires_at bigint not null,
	seen_at bigint not null,
	revoked bigint not null,
	primary key (institution, id),
	unique (institution, secret)
);

-- What programs were answered, so that the same key gets the same answer. The body is sealed.
create table reply (
	institution text collate "C" not null,
	id text collate "C" not null,
	digest bytea not null,
	status bigint not null,
	body bytea not null,
	at bigint not null,
	primary key (institution, id)
);

create index reply_at on reply (institution, at);

-- Addresses of other systems that hear of what happens, and the events on their way to them. Secrets are sealed; kinds are words
-- with a space between them.
create table hook (
	institution text collate "C" not null,
	id text collate "C" not null,
	name text collate "C" not null,
	url text collate "C" not null,
	kinds text collate "C" not null,
	secret bytea not null,
	created_at bigint not null,
	created_by text collate "C" not null,
	disabled bigint not null,
	primary key (institution, id)
);

create table delivery (
	institution text collate "C" not null,
	id text collate "C" not null,
	hook text collate "C" not null,
	case_id text collate "C" not null,
	seq bigint not null,
	kind text collate "C" not null,
	at bigint not null,
	body bytea not null,
	next_at bigint not null,
	attempts bigint not null,
	settled_at bigint not null,
	failure text collate "C" not null,
	primary key (institution, id)
);

create index delivery_next on delivery (institution, hook, next_at) where settled_at = 0;

create index delivery_case on delivery (institution, hook, case_id, seq) where settled_at = 0;

create index delivery_dead on delivery (institution, settled_at) where settled_at > 0;

-- One-time codes by which citizens show that an address is theirs. Code, address and origin are blinded.
create table proof (
	institution text collate "C" not null,
	id text collate "C" not null,
	way text collate "C" not null,
	address bytea not null,
	origin bytea not null,
	code bytea not null,
	outcome text collate "C" not null,
	created_at bigint not null,
	expires_at bigint not null,
	tries bigint not null,
	used_at bigint not null,
	primary key (institution, id)
);

create index proof_made on proof (institution, created_at);

-- What sources saw of calls, sealed; conversations are joined from it. A row stays without its contents, so that nothing told again
-- is taken for new.
create table sight (
	institution text collate "C" not null,
	id text collate "C" not null,
	at bigint not null,
	kept_at bigint not null,
	cipher bytea not null,
	primary key (institution, id)
);

create index sight_kept on sight (institution, kept_at) where length(cipher) > 0;

-- By which sights find each other: blinded names of calls, and of numbers. Forgotten with the contents.
create table sight_name (
	institution text collate "C" not null,
	name text collate "C" not null,
	at bigint not null,
	id text collate "C" not null,
	primary key (institution, name, at, id)
);

create index sight_name_id on sight_name (institution, id);

-- Surveys of satisfaction. The body says what was asked, whom, and, when it is over, what came of it.
create table wave (
	institution text collate "C" not null,
	id text collate "C" not null,
	year bigint not null,
	state text collate "C" not null,
	opens_at bigint not null,
	closes_at bigint not null,
	closed_at bigint not null,
	answers bigint not null,
	body bytea not null,
	primary key (institution, id)
);

-- Who is asked, and numbered sheets of paper. Nothing in it changes when somebody answers: the link is used when its ticket is gone.
create table invitation (
	institution text collate "C" not null,
	wave text collate "C" not null,
	id text collate "C" not null,
	ticket bytea not null,
	stratum text collate "C" not null,
	way text collate "C" not null,
	state text collate "C" not null,
	reminders bigint not null,
	attempts bigint not null,
	next_at bigint not null,
	contact bytea not null,
	primary key (institution, wave, id)
);

create unique index invitation_ticket on invitation (institution, ticket);

create index invitation_next on invitation (institution, next_at) where next_at > 0;

-- What lets answer once: taken away by the transaction that keeps the answer, so that nothing that stays was written by both.
create table ticket (
	institution text collate "C" not null,
	wave text collate "C" not null,
	hash bytea not null,
	primary key (institution, wave, hash)
);

-- What was answered: sealed, under a random identifier, without a time.
create table answer (
	institution text collate "C" not null,
	wave text collate "C" not null,
	id text collate "C" not null,
	stratum text collate "C" not null,
	mode text collate "C" not null,
	cipher bytea not null,
	primary key (institution, wave, id)
);

-- What was written besides, apart from the answers.
create table remark (
	institution text collate "C" not null,
	wave text collate "C" not null,
	id text collate "C" not null,
	cipher bytea not null,
	primary key (institution, wave, id)
);

-- Counters of a survey: who has come how far, and places for those who were not invited; most 0 is no limit.
create table tally (
	institution text collate "C" not null,
	wave text collate "C" not null,
	name text collate "C" not null,
	count bigint not null,
	most bigint not null,
	primary key (institution, wave, name)
);

-- Blinded addresses of those who do not want to be asked.
create table objection (
	institution text collate "C" not null,
	address bytea not null,
	primary key (institution, address)
);

-- Who read personal data.
create table access (
	institution text collate "C" not null,
	at bigint not null,
	id text collate "C" not null,
	account text collate "C" not null,
	case_id text collate "C" not null,
	what text collate "C" not null,
	reason text collate "C" not null,
	origin text collate "C" not null,
	primary key (institution, at, id)
);

create index access_case on access (institution, case_id, at);

-- Derived: the full-text index over tokens in their order.
create table search (
	institution text collate "C" not null,
	case_id text collate "C" not null,
	doc bigint not null,
	grams tsvector not null,
	primary key (institution, case_id)
) with (toast_tuple_target = 8160);

-- New rows wait in a list that every search reads; it is kept short.
create index search_grams on search using gin (grams) with (gin_pending_list_limit = 1024);

create index search_doc on search (institution, doc);
