"""Paths, centrality, flows and communities of graphs, by NetworkX."""
# wheels: networkx==3.7
import networkx as nx
G = nx.karate_club_graph()
print(G, nx.shortest_path(G,0,33), round(nx.average_clustering(G),6), nx.diameter(G))
pr = nx.pagerank(G) if False else nx.betweenness_centrality(G); print([(k,round(v,5)) for k,v in sorted(pr.items(), key=lambda x:-x[1])[:5]])
D = nx.gnp_random_graph(50,0.1,seed=3,directed=True); print(D, nx.number_strongly_connected_components(D), list(nx.topological_sort(nx.DiGraph([(1,2),(2,3)]))))
print(nx.minimum_spanning_tree(nx.grid_2d_graph(4,4)).size(), nx.maximum_flow_value(nx.DiGraph([(0,1,{'capacity':3}),(1,2,{'capacity':2})]),0,2))
print(sorted(sorted(c) for c in nx.community.greedy_modularity_communities(G))); print(nx.is_isomorphic(nx.petersen_graph(), nx.petersen_graph()))
