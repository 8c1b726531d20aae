// Pages that change by themselves, such as the officer's inbox: htmx with server-sent events.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";
