package lb.admin.haproxy;

import lb.admin.problem.Place;

/** A {@code log} line. */
record LogTarget(Place place, String to, String facility, String level) {}
