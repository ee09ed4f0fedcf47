/** What the nodes of a pair tell each other of themselves over their lifeline, for the pages of each. */
package lb.admin.nodes;
