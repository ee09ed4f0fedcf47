/** This process as the system sees it: its signals, its folder, its standard streams, and others that it is to tell something. */
@NullMarked
package lb.admin.process;

import org.jspecify.annotations.NullMarked;
