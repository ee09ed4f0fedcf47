/** What is said of a file that a person wrote: where something stands, what is wrong with it, and which word was meant. */
@NullMarked
package lb.admin.problem;

import org.jspecify.annotations.NullMarked;
