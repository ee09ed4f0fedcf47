/**
 * The runtime socket: HAProxy's protocol over AF_UNIX. One line is one command, or several with {@code ;} between; each answer
 * ends with an empty line, and the connection with the last of them, unless {@code prompt} was among the commands.
 */
package lb.admin.runtime;
