/** A reload of a running node: the files read again, what differs, and what is told of it. */
package lb.admin.reload;
