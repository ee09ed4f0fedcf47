/** Configuration files of nginx, as far as they are about proxying, into what our own would say. They are converted, not run. */
@NullMarked
package lb.admin.nginx;

import org.jspecify.annotations.NullMarked;
