/** Reads {@code keepalived.conf}: its language, its blocks, and what each of its keywords is here. */
@NullMarked
package lb.admin.keepalived;

import org.jspecify.annotations.NullMarked;
