package mail

// mainCF sets Postfix up: folder, where mail for the office goes. SMTPUTF8 is off, as the guide for administrators says: a mail with raw
// bytes in its header would else be returned when a server behind this one does not offer it.
const mainCF = `compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = %[1]s/postfix.log
maillog_file_prefixes = %[1]s
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.office.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_tls_security_level = may
smtpd_tls_cert_file = %[1]s/cert.pem
smtpd_tls_key_file = %[1]s/key.pem
virtual_mailbox_domains = office.example
virtual_mailbox_maps = inline:{@office.example=ok}
recipient_delimiter = +
transport_maps = inline:{gone.example=gone:}
virtual_transport = lmtp:inet:%[2]s
default_transport = error:no mail leaves this machine
message_size_limit = 62914560
smtputf8_enable = no
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
bounce_queue_lifetime = 1d
lmtp_destination_concurrency_failed_cohort_limit = 0
lmtp_connect_timeout = 2s
in_flow_delay = 0
`

// masterCF names the programs of Postfix that run; none of them in a cage, since the folder is the test's.
const masterCF = `%[1]s inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
gone unix - n n - - pipe user=nobody argv=/usr/bin/false
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

// dovecotConf sets Dovecot up: one account, one folder.
const dovecotConf = `base_dir = %[1]s/run
state_dir = %[1]s/run
log_path = %[1]s/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
mail_location = maildir:~/Maildir
mail_fsync = optimized
first_valid_uid = 1
first_valid_gid = 1
default_vsz_limit = 256M
passdb {
  driver = static
  args = password=secret-of-the-office
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=%[1]s/mail/%%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = %[2]s
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = %[3]s
  }
}
%[4]s
`
