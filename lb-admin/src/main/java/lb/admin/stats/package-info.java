/** The figures as programs read them: HAProxy's CSV, its typed lines and its JSON, for the page and the runtime socket. */
package lb.admin.stats;
