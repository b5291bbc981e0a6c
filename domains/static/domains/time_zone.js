// Tells the server the browser's time zone, in which the following pages are written.
"use strict";

document.cookie =
  `time_zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;
