    sure = [came_true for confidence, came_true in pairs if confidence >= 0.8]
    assert sum(sure) / len(sure) >= 0.8
