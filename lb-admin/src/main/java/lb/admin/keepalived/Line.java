package lb.admin.keepalived;

import lb.admin.problem.Place;

/**
 * A line as the language leaves it: without its comment, with what stands for definitions in their place.
 *
 * @param comment without the sign that begins it; empty for none
 */
record Line(Place place, String text, String comment) {}
