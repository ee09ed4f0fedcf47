package lb.ha.cloud;

import lb.ha.settings.CloudPace;

/** A mover, the virtual router whose master it is for, and how fast and how often it is asked. */
public record AssignedMover(String virtualRouter, CloudPace pace, CloudMover mover) {}
