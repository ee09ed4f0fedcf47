package lb.ha.settings;

/** What the master of a virtual router has beside its addresses. */
public sealed interface RoutingEntry permits VirtualRoute, VirtualRule {}
