/** What lb was given to run: files of several kinds, recognised, translated where they are another program's, read as one. */
@NullMarked
package lb.admin.load;

import org.jspecify.annotations.NullMarked;
