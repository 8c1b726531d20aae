# The figures of a survey, computed by R from the same answers as survey_test.go gives to our own code. Only base R is used.
# Each line of the output is a name and a number with 17 digits. Run in this folder: Rscript analysis.R
scales <- c(c1 = 11, c2 = 11, c3 = 11, d1 = 5, d2 = 7, e1 = 11, e2 = 11, o1 = 11, o2 = 11, i1 = 11, i2 = 11, i3 = 11)
dimensions <- list(content = c("c1", "c2", "c3"), delivery = c("d1", "d2"), environment = c("e1", "e2"), overall = c("o1", "o2"))
strata <- read.csv("strata.csv")
people <- setNames(strata$people, paste(strata$channel, strata$desk))

put <- function(x, ...) cat(paste(..., sep = "."), sprintf("%.17g", x), "\n")

percent <- function(data) {
  for (item in names(scales)) {
    s <- scales[[item]]
    data[[item]] <- if (s == 11) data[[item]] * 10 else (data[[item]] - 1) / (s - 1) * 100
  }
  for (d in names(dimensions)) data[[d]] <- rowMeans(data[dimensions[[d]]], na.rm = TRUE)
  data
}

# figure is the stratified mean (weighted) or the plain one, with its interval by Student's t and Wilson's for the two best ratings.
figure <- function(x, group, best = NULL, weighted = TRUE) {
  keep <- !is.na(x)
  x <- x[keep]; group <- group[keep]
  if (weighted) {
    n <- tapply(x, group, length); h <- names(n); N <- people[h]; W <- N / sum(N); left <- 1 - n / N
  } else {
    group <- rep("all", length(x)); n <- c(all = length(x)); h <- "all"; W <- 1; left <- 1
  }
  m <- tapply(x, group, mean)[h]; v <- tapply(x, group, var)[h]
  mean <- sum(W * m)
  df <- length(x) - length(h)
  out <- list(n = length(x), mean = mean, df = df, error = sqrt(sum(W^2 * v / n)),
              effect = length(x) * sum(W^2 / n)) # Kish's
  half <- qt(0.975, df) * sqrt(sum(W^2 * left * v / n))
  out$low <- max(0, mean - half); out$high <- min(100, mean + half)
  if (!is.null(best)) {
    top <- tapply((x >= best - 1e-9) * 1, group, base::mean)[h]
    p <- sum(W * top); size <- 1 / sum(W^2 / n)
    out$top <- p
    z <- qnorm(0.975)
    out$top_low <- (p + z^2 / (2 * size) - z * sqrt(p * (1 - p) / size + z^2 / (4 * size^2))) / (1 + z^2 / size)
    out$top_high <- (p + z^2 / (2 * size) + z * sqrt(p * (1 - p) / size + z^2 / (4 * size^2))) / (1 + z^2 / size)
  }
  out
}
best <- function(item) if (scales[[item]] == 11) 90 else (scales[[item]] - 2) / (scales[[item]] - 1) * 100

year <- percent(read.csv("2026.csv")); before <- percent(read.csv("2025.csv"))
group <- paste(year$channel, year$desk)
all <- c(names(dimensions), names(scales))

for (weighted in c(TRUE, FALSE)) {
  how <- if (weighted) "weighted" else "plain"
  for (id in all) {
    f <- figure(year[[id]], group, if (id %in% names(scales)) best(id), weighted)
    for (part in names(f)) put(f[[part]], how, id, part)
    was <- figure(before[[id]], paste(before$channel, before$desk), NULL, weighted)
    a <- f$error^2; b <- was$error^2
    t <- (f$mean - was$mean) / sqrt(a + b)
    put(2 * pt(-abs(t), (a + b)^2 / (a^2 / f$df + b^2 / was$df)), how, id, "p")
    if (!weighted) stopifnot(all.equal(t.test(year[[id]], before[[id]])$p.value, 2 * pt(-abs(t), (a + b)^2 / (a^2 / f$df + b^2 / was$df))))
  }
}
for (d in names(dimensions)) {
  x <- na.omit(year[dimensions[[d]]]); k <- ncol(x)
  put(k / (k - 1) * (1 - sum(apply(x, 2, var)) / var(rowSums(x))), "alpha", d)
  put(nrow(x), "alpha_n", d)
}
for (id in setdiff(c(names(dimensions), unlist(dimensions)), c("overall", "o1", "o2")))
  put(cor(year[[id]], year$overall, use = "complete.obs"), "derived", id)
fit <- lm(scale(overall) ~ scale(content) + scale(delivery) + scale(environment), na.omit(year[names(dimensions)]))
for (i in 1:3) put(coef(fit)[[i + 1]], "weight", names(dimensions)[i])

for (by in c("desk", "channel")) for (g in unique(year[[by]])) for (d in names(dimensions)) {
  part <- year[[by]] == g
  f <- figure(year[[d]][part], group[part])
  for (name in c("n", "mean", "low", "high")) put(f[[name]], by, g, d, name)
}
