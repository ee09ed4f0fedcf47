/** {@code lb haproxy}: stands in for HAProxy's program: its command line, what it prints, its signals and exit statuses. */
@NullMarked
package lb.admin.standin;

import org.jspecify.annotations.NullMarked;
