/** A configuration in plain sentences, for the people who have to know what it does. */
@NullMarked
package lb.admin.explain;

import org.jspecify.annotations.NullMarked;
