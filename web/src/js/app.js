// The script of every page. Nothing here is needed to file a petition or to follow one; it makes pages livelier.
import { startAlerts } from "./alerts.js";
import { startAloud } from "./aloud.js";
import { startClock } from "./clock.js";
import { startCodes } from "./code.js";
import { startCountdowns } from "./countdown.js";
import { startCounters } from "./counter.js";
import { startDialogs } from "./dialog.js";
import { startDrafts } from "./draft.js";
import { startElapsed } from "./elapsed.js";
import { startIdle } from "./idle.js";
import { startKeyboard } from "./keyboard.js";
import { startMenus } from "./menu.js";
import { startPrinting } from "./print.js";
import { startRounds } from "./round.js";
import { startRows } from "./rows.js";
import { startSigning } from "./sign.js";

document.documentElement.classList.add("js");
startAlerts();
startClock();
startCodes();
startCountdowns();
startCounters();
startDialogs();
startDrafts();
startElapsed();
startIdle();
startMenus();
startRounds();
startRows();
startSigning();
startAloud();
startPrinting();
startKeyboard();

// After a rejected form the reader should hear what is wrong first.
document.querySelector(".error-summary")?.focus();
