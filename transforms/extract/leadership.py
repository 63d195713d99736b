def find_leadership(document):
    return []
