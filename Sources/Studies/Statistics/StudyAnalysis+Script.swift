// The R script that is written next to the results. It needs nothing of Lull: anybody can read it, change it and run it again.

extension StudyAnalysis {
    /// The whole script: what is to be done at its top, how it is done below.
    ///
    /// - Parameter software: who writes it, for its first line.
    public static func script(for analyses: [StudyAnalysis], software: String) -> String {
        "# Mixed-effects analysis, written by \(software).\n"
            + "# Run again, in this folder, with:  Rscript analysis.R\n"
            + "# It reads table.csv and writes statistics.json. R packages: lme4, lmerTest, emmeans, pbkrtest, jsonlite.\n\n"
            + "analyses <- list(\n" + analyses.map(\.plan).joined(separator: ",\n") + "\n)\n\n" + method
    }

    /// This analysis as an R list.
    private var plan: String {
        func list(_ values: [(String, String)]) -> String {
            "c(" + values.map { "\(Self.quoted($0.0)) = \(Self.quoted($0.1))" }.joined(separator: ", ") + ")"
        }
        return """
              list(
                name = \(Self.quoted(name)),
                where = \(list(filters.map { ($0.column, $0.value) })),
                outcome = \(Self.quoted(outcome)),
                factor = \(Self.quoted(factor)),
                levels = c(\(levels.map(Self.quoted).joined(separator: ", "))),
                participant = \(Self.quoted(participant)),
                unit = \(unit.map(Self.quoted) ?? "NULL"),
                covariate = \(covariate.map(Self.quoted) ?? "NULL"),
                adjust = \(Self.quoted(adjustment.rawValue)),
                formulas = \(list(formulas.map { ($0.role, $0.formula) })),
                keep = \(Self.quoted(keptWhenSingular ?? "")),
                sensitivity = \(sensitivity.map(Self.quoted) ?? "NULL")
              )
            """
    }

    /// A string as R reads it. Everything but plain ASCII text is escaped, so that no name can become code.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += "\\U{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result + "\""
    }

    /// What the script does with each analysis.
    private static let method = #"""
        suppressPackageStartupMessages({
          library(lme4); library(lmerTest); library(emmeans); library(pbkrtest); library(jsonlite)
        })
        options(contrasts = c("contr.treatment", "contr.poly"))
        emm_options(lmer.df = "kenward-roger", pbkrtest.limit = 5000, lmerTest.limit = 5000)

        table <- read.csv("table.csv", comment.char = "#", colClasses = "character", na.strings = c("", "NA"))
        frame <- function(x, ...) { x <- as.data.frame(x, ...); x[] <- lapply(x, function(c) if (is.factor(c)) as.character(c) else c); x }
        named <- function(x, label) { x <- as.data.frame(x); x[[label]] <- rownames(x); rownames(x) <- NULL; x }

        # One model: estimates by REML, tests by Satterthwaite and Kenward-Roger, differences between the levels of the factor.
        describe <- function(fit, a, role, formula) {
          coefficients <- function(ddf) {
            s <- named(coef(summary(fit, ddf = ddf)), "term")
            data.frame(term = s$term, estimate = s$Estimate, se = s[["Std. Error"]], df = s$df, t = s[["t value"]], p = s[["Pr(>|t|)"]])
          }
          test <- function(ddf) {
            s <- named(anova(fit, ddf = ddf), "term")
            data.frame(term = trimws(s$term), numDF = s$NumDF, denDF = s$DenDF, F = s[["F value"]], p = s[["Pr(>F)"]])
          }
          means <- emmeans(fit, as.formula(paste("~", a$factor)), lmer.df = "kenward-roger")
          # Later level less earlier one: a fall is negative.
          differences <- frame(confint(contrast(means, "revpairwise"), adjust = "none"))
          tests <- frame(summary(contrast(means, "revpairwise"), adjust = a$adjust))
          v <- as.data.frame(VarCorr(fit))
          total <- sqrt(sum(v$vcov[is.na(v$var2)]))
          list(
            role = role, formula = formula, observations = nobs(fit), participants = nlevels(factor(model.frame(fit)[[a$participant]])),
            singular = isSingular(fit), remlCriterion = REMLcrit(fit), sigma = sigma(fit), totalSD = total,
            variances = data.frame(group = v$grp, first = v$var1, second = v$var2, variance = v$vcov),
            satterthwaite = coefficients("Satterthwaite"), kenwardRoger = coefficients("Kenward-Roger"),
            testSatterthwaite = test("Satterthwaite"), testKenwardRoger = test("Kenward-Roger"),
            means = { m <- frame(means); data.frame(level = as.character(m[[a$factor]]), mean = m$emmean, se = m$SE, df = m$df, low = m$lower.CL, high = m$upper.CL) },
            differences = data.frame(
              contrast = differences$contrast, estimate = differences$estimate, se = differences$SE, df = differences$df,
              low = differences$lower.CL, high = differences$upper.CL, t = tests$t.ratio, p = tests$p.value,
              perResidualSD = differences$estimate / sigma(fit), perTotalSD = differences$estimate / total)
          )
        }

        # A fit with everything that lme4 has to say about it.
        try_fit <- function(formula, data) {
          said <- character()
          fit <- tryCatch(
            withCallingHandlers(
              lmerTest::lmer(as.formula(formula), data = data, REML = TRUE),
              warning = function(w) { said <<- c(said, conditionMessage(w)); invokeRestart("muffleWarning") },
              message = function(m) { said <<- c(said, trimws(conditionMessage(m))); invokeRestart("muffleMessage") }),
            error = function(e) { said <<- c(said, conditionMessage(e)); NULL })
          messages <- if (is.null(fit)) character() else as.character(unlist(fit@optinfo$conv$lme4$messages))
          # That a fit is singular is said among these too, and is no failure to converge.
          messages <- messages[!grepl("singular", messages)]
          converged <- !is.null(fit) && length(messages) == 0
          singular <- !is.null(fit) && isSingular(fit)
          why <- if (is.null(fit)) said[1] else if (singular) "a variance is estimated as zero or a correlation as one (singular)" else if (!converged) paste(messages, collapse = "; ") else ""
          list(fit = fit, usable = !is.null(fit) && converged && !singular, singular = converged && singular, why = why)
        }

        analyse <- function(a) {
          data <- table
          for (column in names(a$where)) data <- data[as.character(data[[column]]) == a$where[[column]], ]
          data <- data[as.character(data[[a$factor]]) %in% a$levels, ]
          # Names stay text ("01" is not "1"); everything else is what it looks like.
          names_of <- c(a$factor, a$participant, a$unit)
          others <- setdiff(colnames(data), names_of)
          data[others] <- lapply(data[others], type.convert, as.is = TRUE)
          missing <- sum(is.na(data[[a$outcome]]))
          data <- data[!is.na(data[[a$outcome]]), ]
          if (!is.null(a$covariate)) data[[a$covariate]] <- data[[a$covariate]] - mean(data[[a$covariate]], na.rm = TRUE)
          data[[a$factor]] <- factor(as.character(data[[a$factor]]), levels = a$levels)
          data[[a$participant]] <- factor(data[[a$participant]])
          if (!is.null(a$unit)) data[[a$unit]] <- factor(data[[a$unit]])
          # 0/1 columns for slopes that differ between participants without a correlation: condition_2 is the second level.
          for (k in seq_along(a$levels)[-1]) data[[paste0(a$factor, "_", k)]] <- as.numeric(data[[a$factor]] == a$levels[k])

          tries <- list(); model <- NULL; last <- NULL
          for (role in names(a$formulas)) {
            formula <- a$formulas[[role]]
            found <- try_fit(formula, data)
            described <- NULL
            # Slopes whose variance is estimated as zero stay: without them units would count as people, and intervals be too short.
            if (found$singular && role == a$keep) {
              described <- tryCatch(describe(found$fit, a, role, formula), error = function(e) NULL)
              kept <- described$differences
              found$usable <- !is.null(kept) && all(is.finite(c(kept$df, kept$low, kept$high)))
            }
            tries[[length(tries) + 1]] <- list(role = role, formula = formula, usable = found$usable, reason = found$why)
            if (!is.null(found$fit)) last <- list(fit = found$fit, role = role, formula = formula, described = described)
            if (found$usable) break
          }
          if (!is.null(last)) model <- if (is.null(last$described)) describe(last$fit, a, last$role, last$formula) else last$described
          sensitivity <- NULL
          if (!is.null(a$sensitivity)) {
            found <- try_fit(a$sensitivity, data)
            if (!is.null(found$fit)) sensitivity <- describe(found$fit, a, "sensitivity", a$sensitivity)
          }
          # Each participant's own mean, for the plot and for a check that needs no model.
          means <- aggregate(data[[a$outcome]], list(participant = data[[a$participant]], level = data[[a$factor]]), mean)
          counts <- aggregate(data[[a$outcome]], list(participant = data[[a$participant]], level = data[[a$factor]]), length)
          list(
            name = a$name, factor = a$factor, levels = I(a$levels), missing = missing, tries = tries, model = model, sensitivity = sensitivity,
            personMeans = data.frame(participant = as.character(means$participant), level = as.character(means$level), mean = means$x, count = counts$x))
        }

        versions <- sapply(c("lme4", "lmerTest", "emmeans", "pbkrtest"), function(p) as.character(packageVersion(p)))
        result <- list(r = R.version.string, packages = as.list(versions), analyses = lapply(analyses, analyse))
        writeLines(toJSON(result, auto_unbox = TRUE, digits = NA, na = "null", null = "null", pretty = TRUE), "statistics.json.part", useBytes = TRUE)
        invisible(file.rename("statistics.json.part", "statistics.json"))
        """# + "\n"
}
