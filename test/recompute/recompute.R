# Counts three promises of a year again from the open facts, in base R alone: no line of this knows jikim's own counting.
#
#   Rscript recompute.R FOLDER AS_OF
#
# FOLDER holds facts.jsonl (the open facts, one a line), hours.csv (weekday 1 = Monday, from, to: minutes since midnight) and daysoff.csv
# (dates) of the calendar of petitions, as they are published. AS_OF is the instant of the publication in seconds since 1970. What is
# printed is CSV: promise, column, value. The office's clock is nine hours before UTC and knows no summer time.

args <- commandArgs(trailingOnly = TRUE)
dir <- args[1]
as_of <- as.numeric(args[2])
year_from <- as.numeric(as.POSIXct("2026-01-01 00:00:00", tz = "Asia/Seoul"))
year_until <- as.numeric(as.POSIXct("2027-01-01 00:00:00", tz = "Asia/Seoul"))

lines <- readLines(file.path(dir, "facts.jsonl"), encoding = "UTF-8")

# text returns the value of a field, NA where a line lacks it. Names of values are told apart from those of the envelope by what is before.
text <- function(name, from = lines) {
  m <- regexpr(paste0("[,{]\"", name, "\":(?:\"([^\"]*)\"|([0-9a-z.-]+))"), from, perl = TRUE)
  at <- attr(m, "capture.start")
  long <- attr(m, "capture.length")
  part <- function(i) substr(from, at[, i], at[, i] + long[, i] - 1)
  ifelse(m < 0, NA_character_, ifelse(long[, 1] > 0, part(1), part(2)))
}

# instant reads RFC 3339 in UTC as seconds since 1970, with microseconds.
instant <- function(x) {
  whole <- as.numeric(as.POSIXct(substr(x, 1, 19), format = "%Y-%m-%dT%H:%M:%S", tz = "UTC"))
  part <- sub("Z$", "", substr(x, 20, nchar(x)))
  whole + ifelse(part == "" | is.na(part), 0, as.numeric(paste0("0", part)))
}

data <- sub("^.*\"data\":", "", ifelse(grepl("\"data\":", lines), lines, "{}"))
facts <- data.frame(n = as.numeric(text("n")), id = text("id"), case = text("case"), contact = text("contact"), kind = text("kind"),
  at = instant(text("at")), via = text("via"), grade = text("grade"), told = text("by", sub(",?\"data\":.*$", "", lines)),
  precision = as.numeric(text("precision")), of = text("of", data), channel = text("channel", data), by = text("by", data),
  rings = as.numeric(text("rings", data)), callback = text("callback", data), callback_at = text("callback_at", data),
  place = text("place", data), until = text("until", data), internal = text("internal", data), stringsAsFactors = FALSE)
recorded <- instant(text("recorded_at"))
facts$known <- pmax(facts$at, ifelse(is.na(recorded), facts$at, recorded))
facts <- facts[facts$known <= as_of, ]
stopifnot(!any(facts$kind %in% c("fact.corrected", "fact.retracted") & facts$case != "institution"))
facts <- facts[order(facts$at, facts$n), ]
by_case <- split(facts, facts$case)

measured <- function(f) is.na(f$grade) & f$via %in% c("sip", "pbx", "kiosk", "device", "mail", "web", "system") | f$grade %in% "measured"

# ---- the calendar: which days are worked, and when ----
hours <- read.csv(file.path(dir, "hours.csv"))
off <- as.Date(readLines(file.path(dir, "daysoff.csv")))
day_of <- function(t) as.Date(floor((t + 32400) / 86400), origin = "1970-01-01")
start_of <- function(d) as.numeric(d) * 86400 - 32400
weekday <- function(d) (as.numeric(d) + 3) %% 7 + 1 # 1970-01-01 was a Thursday
works <- function(d) weekday(d) %in% hours$weekday & !(d %in% off)

# end of the nth working day, the day of the beginning counting as the first (민원 처리에 관한 법률 제19조 제2항); what comes after the
# office has closed begins with the next day
nth_day <- function(t, n, still = NULL) {
  d <- day_of(t)
  if (works(d) && t >= start_of(d) + 60 * max(hours$to[hours$weekday == weekday(d)])) d <- d + 1
  repeat {
    if (works(d) && !(d %in% still)) n <- n - 1
    if (n == 0) return(start_of(d + 1))
    d <- d + 1
  }
}

# the instant at which so many seconds of working time have gone by
after_work <- function(t, seconds) {
  d <- day_of(t)
  repeat {
    if (works(d)) {
      spans <- hours[hours$weekday == weekday(d), ]
      for (i in order(spans$from)) {
        from <- max(t, start_of(d) + 60 * spans$from[i])
        to <- start_of(d) + 60 * spans$to[i]
        if (from >= to) next
        if (to - from >= seconds) return(from + seconds)
        seconds <- seconds - (to - from)
      }
    }
    d <- d + 1
  }
}

first_of <- function(f) if (nrow(f) == 0) NULL else f[1, ]
void_kinds <- c("case.withdrawn", "case.merged")
gone <- function(f) f$kind %in% void_kinds | f$kind == "case.transferred" & (is.na(f$internal) | f$internal == "false")

result <- function(promise, status, started, due = NA, ended = NA) {
  data.frame(promise = promise, status = status, started = started, due = due, ended = ended, stringsAsFactors = FALSE)
}

# what a limit, an act and what makes it fall away come to; strict: the due instant itself is too late
within <- function(promise, started, due, done, void, strict = FALSE, rings = NA) {
  met <- function(t) if (strict) t < due else t <= due
  if (!is.null(void) && (is.null(done) || void$at < done$at) && met(void$at)) return(result(promise, "void", started))
  if (!is.null(done)) {
    kept <- if (is.na(rings)) met(done$at) else rings <= 3
    return(result(promise, if (kept) "kept" else "broken", started, due, done$at))
  }
  if (if (strict) as_of >= due else as_of > due) return(result(promise, "broken", started, due))
  result(promise, "open", started, due)
}

# phone.rings: a person answers before the fourth ring, that is in less than nine seconds
rings <- function(f) {
  out <- list()
  for (i in which(f$kind == "call.ringing")) {
    same <- f[f$at >= f$at[i] & f$id != f$id[i] & f$contact %in% f$contact[i], ]
    done <- first_of(same[same$kind == "call.answered" & (is.na(same$by) | same$by == "person"), ])
    void <- first_of(same[same$kind %in% c("call.missed", "call.ended", "call.caller_hung_up"), ])
    counted <- if (!is.null(done) && measured(done) && !is.na(done$rings) && done$rings > 0) done$rings else NA
    out[[length(out) + 1]] <- within("phone.rings", f$at[i], f$at[i] + 9, done, void, TRUE, counted)
  }
  out
}

# the days on which the clock stood still: from the request for a supplement to its arrival, both included (행정절차법 시행령 제11조). A
# request that is still open is NA.
still_days <- function(f) {
  asked <- NA
  out <- numeric(0)
  for (i in seq_len(nrow(f))) {
    if (f$kind[i] == "case.supplement_asked" && is.na(asked)) asked <- day_of(f$at[i])
    if (f$kind[i] == "case.supplement_received" && !is.na(asked)) {
      out <- c(out, as.numeric(asked):as.numeric(day_of(f$at[i])))
      asked <- NA
    }
  }
  if (!is.na(asked)) return(NA)
  as.Date(out, origin = "1970-01-01")
}

# remote.procedure: who files by post, fax or the internet is told the procedure within seven days by law
procedure <- function(f) {
  ways <- c("post", "mail", "fax", "internet", "web", "email")
  told <- c("phone", "tel", "email", "mail")
  out <- list()
  for (i in which(f$kind == "case.received" & f$channel %in% ways)) {
    later <- f[f$at >= f$at[i] & f$id != f$id[i], ]
    accepted <- first_of(later[later$kind == "case.accepted", ])
    start <- if (!is.null(accepted) && accepted$at <= nth_day(f$at[i], 7)) accepted$at else f$at[i]
    done <- first_of(later[later$kind == "case.procedure_told" & (is.na(later$channel) | later$channel %in% told), ])
    void <- first_of(later[later$kind %in% c("case.answered", "case.refused", "case.closed") | gone(later), ])
    still <- still_days(later)
    due <- if (length(still) == 1 && is.na(still)) Inf else nth_day(start, 7, still)
    extended <- first_of(later[later$kind == "case.extended" & later$at <= due, ])
    if (!is.null(extended)) { # by as many days as it takes to reach the end that is named, at most the whole period again
      most <- nth_day(start, 14, still)
      if (is.na(extended$until)) due <- most
      while (due < most && due < instant(extended$until)) due <- nth_day(due, 1, still)
    }
    out[[length(out) + 1]] <- within("remote.procedure", start, due, done, void)
  }
  out
}

# phone.callback: who left a message on the telephone is called within a working hour, or ten minutes around the time he named
callback <- function(f) {
  out <- list()
  answered <- f$at[f$kind == "call.answered"]
  wants <- function(x) is.na(x) | x == "true"
  is_trigger <- f$kind == "message.taken" & wants(f$callback) & (f$channel %in% "phone" |
    is.na(f$channel) & vapply(f$at, function(t) any(answered <= t), TRUE)) | f$kind == "call.missed" & f$callback %in% "true"
  for (i in which(is_trigger)) {
    mine <- f$at >= f$at[i] & f$id != f$id[i] & (is.na(f$of) | f$of == f$id[i] | !(f$of %in% f$id[is_trigger])) &
      (is.na(f$contact) | is.na(f$contact[i]) | f$contact %in% f$contact[i] | !(f$contact %in% f$contact[is_trigger & f$id != f$id[i]]))
    later <- f[mine, ]
    wish <- if (is.na(f$callback_at[i])) NA else instant(f$callback_at[i])
    named <- !is.na(wish) && wish + 600 >= f$at[i]
    due <- if (named) wish + 600 else after_work(f$at[i], 3600)
    right <- later$kind == "callback.made" & (is.na(later$place) | is.na(f$place[i]) | later$place %in% f$place[i])
    if (named) right <- right & later$at >= wish - 600
    out[[length(out) + 1]] <- within("phone.callback", f$at[i], due, first_of(later[right, ]), first_of(later[gone(later), ]))
  }
  out
}

verdicts <- do.call(rbind, unlist(lapply(by_case, function(f) c(rings(f), procedure(f), callback(f))), recursive = FALSE))
verdicts <- verdicts[verdicts$started >= year_from & verdicts$started < year_until, ]

# Wilson's interval of a share at 95 %, by the formula of 1927
wilson <- function(k, n, z = 1.959964) {
  p <- k / n
  centre <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  half <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  c(max(0, centre - half), min(1, centre + half))
}

say <- function(promise, column, value) cat(promise, column, format(value, digits = 15, scientific = FALSE, trim = TRUE), sep = ",", fill = FALSE)
for (p in c("phone.rings", "remote.procedure", "phone.callback")) {
  v <- verdicts[verdicts$promise == p, ]
  for (s in c("kept", "broken", "void", "open")) { say(p, s, sum(v$status == s)); cat("\n") }
  # of a clock that stands still nobody knows the end
  margins <- sort(floor(round(1e6 * (v$due - v$ended)[v$status %in% c("kept", "broken") & !is.na(v$ended) & is.finite(v$due)]) / 1000))
  n <- length(margins)
  say(p, "margin.n", n); cat("\n")
  if (n > 0) {
    say(p, "margin.median", margins[(n - 1) %/% 2 + 1]); cat("\n")
    say(p, "margin.ninety", margins[(n - 1) %/% 10 + 1]); cat("\n")
    say(p, "margin.worst", margins[1]); cat("\n")
  }
  late <- sort(floor(round(1e6 * (v$ended - v$due)[v$status == "broken" & !is.na(v$ended) & v$ended > v$due]) / 1000))
  say(p, "late.n", length(late)); cat("\n")
  if (length(late) >= 5) { # the times of fewer are not published
    say(p, "late.median", late[(length(late) - 1) %/% 2 + 1]); cat("\n")
    say(p, "late.worst", max(late)); cat("\n")
  }
  judged <- sum(v$status %in% c("kept", "broken"))
  say(p, "share", sum(v$status == "kept") / judged); cat("\n")
  interval <- wilson(sum(v$status == "kept"), judged)
  say(p, "wilson.low", interval[1]); cat("\n")
  say(p, "wilson.high", interval[2]); cat("\n")
}
