/** Reads {@code haproxy.cfg}: its language, its sections, and what each of its keywords is here. */
@NullMarked
package lb.admin.haproxy;

import org.jspecify.annotations.NullMarked;
