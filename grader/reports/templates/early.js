"use strict";
// Before the first row is laid out: later rows wait until report.js has said which of them are drawn.
document.documentElement.classList.add("scripted");
