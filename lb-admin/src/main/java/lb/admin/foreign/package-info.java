/** What configurations of other programs mean, as ours: keys with their places and comments, to be read on or to be printed. */
@NullMarked
package lb.admin.foreign;

import org.jspecify.annotations.NullMarked;
