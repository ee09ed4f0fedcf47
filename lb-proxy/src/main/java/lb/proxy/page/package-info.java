/** Pages that a frontend answers itself, such as {@code /stats}: the port through which others provide them. */
package lb.proxy.page;
