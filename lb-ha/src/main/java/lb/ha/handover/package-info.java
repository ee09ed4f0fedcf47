/**
 * Hand-overs: a node that is to leave virtual addresses leads its clients away first, and, where another node of ours is
 * ready, lets that one become master at the very moment. Only ever an addition to VRRP: whatever is missing or late, the
 * adverts decide.
 */
package lb.ha.handover;
