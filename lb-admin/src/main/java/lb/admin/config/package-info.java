/** Reads the configuration file: from HOCON to checked, plain records, or to every problem it has. */
@NullMarked
package lb.admin.config;

import org.jspecify.annotations.NullMarked;
