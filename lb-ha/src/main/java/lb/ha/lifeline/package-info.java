/**
 * The lifeline: a connection between two nodes by which one of them knows in milliseconds that the other has died. Only
 * ever an addition to VRRP, which alone decides where the addresses are when anything about it is in doubt.
 */
package lb.ha.lifeline;
