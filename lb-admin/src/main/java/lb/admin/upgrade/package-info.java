/**
 * The upgrade in place: a running node starts its successor, gives it sockets, devices and what it knows, and leaves when that one serves.
 */
@org.jspecify.annotations.NullMarked
package lb.admin.upgrade;
